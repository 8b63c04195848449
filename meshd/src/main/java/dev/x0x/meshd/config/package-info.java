// SPDX-License-Identifier: Apache-2.0
/**
 * Flags and config file into one immutable {@link dev.x0x.meshd.config.DaemonConfig}; every problem
 * reported at once.
 */
package dev.x0x.meshd.config;
