// SPDX-License-Identifier: Apache-2.0
/**
 * Starts, asks and stops the installed programs. It knows binaries, sockets and files, and none of
 * our classes: what it tests could be somebody else's daemon.
 */
package dev.x0x.conformance.harness;
