// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.sim;

/** Who can open a link to a host. */
enum Reach {
    /** Anyone. */
    PUBLIC,
    /** Nobody: it sits behind a NAT or a one-way firewall. */
    DIAL_OUT
}
