// SPDX-License-Identifier: Apache-2.0
/**
 * One inbound session and one outbound call, as values: event and time in, list of effects out.
 *
 * <p>Times are uptimes: how long this daemon has been running. Nothing here has a thread, a clock,
 * a file or a socket; {@code dev.x0x.exec} owns each machine from one thread and performs its
 * effects in list order.
 */
package dev.x0x.exec.session;
