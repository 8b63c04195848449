// SPDX-License-Identifier: Apache-2.0
/** The daemon: its main method, and the wiring of every part. */
package dev.x0x.meshd;
