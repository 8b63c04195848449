// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec.audit;

import dev.x0x.identity.MachineId;

/** The machine's key, as far as the audit file needs it. */
public interface CheckpointKey {
    /** Whose checkpoints they are. */
    MachineId machine();

    /** The raw ML-DSA-65 key, 1952 bytes, of which {@link #machine} is derived. */
    byte[] publicKey();

    /** An ML-DSA-65 signature over the message, 3309 bytes. */
    byte[] sign(byte[] message);
}
