// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.envelope;

/**
 * A machine's word that an envelope is sent from it (PROTOCOL.md §2.2, DECISIONS A2).
 *
 * @param version 1 or 2; only 2 counts
 * @param mirrored the fields that repeat the envelope's
 */
record DmOriginAttestation(
        int version, EnvelopeHeader mirrored, byte[] machinePublicKey, byte[] signature) {}
