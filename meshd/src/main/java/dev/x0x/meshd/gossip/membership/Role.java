// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.membership;

/** What a node is to strangers, by proof (MESH.md §3). */
public enum Role {
    /** Two machines in different address groups dialled us. */
    PUBLIC,
    /** Nobody could. */
    DIAL_OUT,
    /** Not known yet. */
    UNKNOWN
}
