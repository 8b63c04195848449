// SPDX-License-Identifier: Apache-2.0
/**
 * {@code --check}: runs the loaders the daemon runs, prints what they found, chooses the exit code.
 * Holds no rule of its own and makes nothing.
 */
package dev.x0x.meshd.check;
