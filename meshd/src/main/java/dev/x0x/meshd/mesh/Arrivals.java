// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.mesh;

import dev.x0x.identity.MachineId;
import dev.x0x.meshd.gossip.membership.Role;
import dev.x0x.meshd.gossip.wire.SignedRecord;
import dev.x0x.meshd.link.Link;

/** Who is told what the mesh brought. */
public interface Arrivals {
    /**
     * A verified record, newer than any before. Called from a thread that may wait for the disk.
     */
    void record(SignedRecord signed);

    /** A carrier frame for us. Must not block. */
    void carrier(Link via, byte[] frame);

    /** What we are to strangers. Must not block. */
    void role(Role role);

    /** Whether the link to this machine is wanted even when the overlay has no use for it. */
    boolean wanted(MachineId machine);
}
