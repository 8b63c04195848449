// SPDX-License-Identifier: Apache-2.0
/** What a user, a script and an attacker observe of the packaged programs, a class a topic. */
package dev.x0x.conformance;
