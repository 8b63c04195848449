// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.mail;

import dev.x0x.identity.MachineId;

/** The way to a machine through others. No method blocks. */
public interface Relay {
    /** Whether this machine gave a sign of life over the mesh, and there is somebody to ask. */
    boolean reaches(MachineId machine);

    /** Whether there is anybody to hand a frame to, even if nobody is known to know the way. */
    boolean neighbours();

    /**
     * Takes a carrier frame of ours.
     *
     * @param attempt 0 for the first copy of a message; a later one leaves by another next hop
     * @return false if there is no room or nobody to hand it to
     */
    boolean post(byte[] frame, int attempt);

    /** Whether a message of ours to this machine was acknowledged by it, or timed out. */
    void outcome(MachineId machine, boolean arrived);

    /** No mesh: only direct links. */
    Relay NONE =
            new Relay() {
                @Override
                public boolean reaches(MachineId machine) {
                    return false;
                }

                @Override
                public boolean neighbours() {
                    return false;
                }

                @Override
                public boolean post(byte[] frame, int attempt) {
                    return false;
                }

                @Override
                public void outcome(MachineId machine, boolean arrived) {}
            };
}
