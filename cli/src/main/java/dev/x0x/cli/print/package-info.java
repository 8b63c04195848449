// SPDX-License-Identifier: Apache-2.0
/**
 * What people read: the daemon's answers as text, how a command ended, why one was refused and what
 * to do about it. Makes text of values and knows neither arguments nor sockets.
 */
package dev.x0x.cli.print;
