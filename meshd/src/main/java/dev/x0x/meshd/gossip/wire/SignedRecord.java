// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.wire;

import dev.x0x.identity.MachineId;

import java.util.Optional;

/**
 * A signed record on its way, with what can be read of it before its signature was verified. Two
 * records with one kind and one subject compete: the higher version wins.
 *
 * @param id of the bytes
 * @param subject what it speaks of: the machine of an announcement or chain; for adverts and
 *     revocations a digest of whom they name
 * @param signer whose key must have signed it; quotas are kept by it
 * @param version grows: seconds, milliseconds or a counter, by kind
 * @param expiresMs Unix milliseconds; {@link Long#MAX_VALUE} if it never does
 * @param hint where to find the machine, from an announcement
 * @param chain what heartbeats are checked against, from a chain record
 * @param bytes the record as signed; not copied, not to be changed
 */
public record SignedRecord(
        RecordKind kind,
        RecordId id,
        MachineId subject,
        MachineId signer,
        long version,
        long expiresMs,
        Optional<Hint> hint,
        Optional<ChainRecord> chain,
        byte[] bytes) {
    /** A record that is not a chain. */
    public SignedRecord(
            RecordKind kind,
            RecordId id,
            MachineId subject,
            MachineId signer,
            long version,
            long expiresMs,
            Optional<Hint> hint,
            byte[] bytes) {
        this(kind, id, subject, signer, version, expiresMs, hint, Optional.empty(), bytes);
    }

    /** What is compared: same key, newest wins. */
    public record Key(RecordKind kind, MachineId subject) {}

    /**
     * Whether this is an answer to a question by that key: its own, or for an advert any of its
     * agent ({@link SignedRecords#advertsOf}).
     */
    public boolean answers(Key asked) {
        return key().equals(asked)
                || (kind == RecordKind.ADVERT
                        && asked.kind() == RecordKind.ADVERT
                        && signer.equals(asked.subject()));
    }

    /** The key of this record. */
    public Key key() {
        return new Key(kind, subject);
    }
}
