// SPDX-License-Identifier: Apache-2.0
/**
 * The x0x command: arguments into a command, a command into one call of the local daemon, the
 * answer into an exit code.
 */
package dev.x0x.cli;
