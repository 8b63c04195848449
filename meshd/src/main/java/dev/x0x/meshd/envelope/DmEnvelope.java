// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.envelope;

import java.util.Optional;

/** A direct message as it travels (PROTOCOL.md §2.2). */
record DmEnvelope(
        EnvelopeHeader header,
        DmBody body,
        byte[] signature,
        Optional<DmOriginAttestation> attestation) {}
