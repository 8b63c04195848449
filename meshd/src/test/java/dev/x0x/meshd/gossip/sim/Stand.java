// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.sim;

import dev.x0x.identity.MachineId;
import dev.x0x.meshd.gossip.wire.Hint;
import dev.x0x.meshd.gossip.wire.RecordId;
import dev.x0x.meshd.gossip.wire.RecordKind;
import dev.x0x.meshd.gossip.wire.SignedRecord;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Stand-ins for signed records: of the right size, with shared bytes of which the first says
 * whether the signature is good.
 */
final class Stand {
    /** Sizes of the real ones, in bytes. */
    static final int ANNOUNCEMENT = 9_000;

    static final int ADVERT = 6_600;
    static final int REVOCATION = 3_500;
    static final int CHAIN = 5_389;

    private static final byte GENUINE = 1;
    private static final Map<Integer, byte[]> GOOD = new HashMap<>();
    private static final Map<Integer, byte[]> BAD = new HashMap<>();

    private Stand() {}

    /** A record that verifies. */
    static SignedRecord record(
            RecordKind kind, Host origin, long version, long expiresMs, int bytes) {
        return make(kind, origin.id, origin.id, origin.hint, version, expiresMs, bytes, true);
    }

    /** A record that claims to be of this origin, and is not. */
    static SignedRecord forged(
            RecordKind kind, Host origin, long version, long expiresMs, int bytes) {
        return make(kind, origin.id, origin.id, origin.hint, version, expiresMs, bytes, false);
    }

    /** The same claim over other bytes: what a relay can make of a record. */
    static SignedRecord swapped(SignedRecord record) {
        return new SignedRecord(
                record.kind(),
                new RecordId(EventHash.mix(record.id().high()), ~record.id().low()),
                record.subject(),
                record.signer(),
                record.version(),
                record.expiresMs(),
                record.hint(),
                bytes(record.bytes().length, false));
    }

    static boolean genuine(SignedRecord record) {
        return record.bytes().length > 0 && record.bytes()[0] == GENUINE;
    }

    /** What a host announces of itself, valid for a day (MESH.md row 14). */
    static SignedRecord announcement(Host origin, long version, long nowMs) {
        return record(
                RecordKind.ANNOUNCEMENT, origin, version, nowMs + 24 * 3_600_000L, ANNOUNCEMENT);
    }

    private static SignedRecord make(
            RecordKind kind,
            MachineId subject,
            MachineId signer,
            Hint hint,
            long version,
            long expiresMs,
            int size,
            boolean genuine) {
        long high = EventHash.mix(ByteBuffer.wrap(subject.bytes()).getLong() + version);
        long low = EventHash.mix(~high);
        return new SignedRecord(
                kind,
                new RecordId(EventHash.mix(high + kind.code()), genuine ? low : ~low),
                subject,
                signer,
                version,
                expiresMs,
                kind == RecordKind.ANNOUNCEMENT ? Optional.of(hint) : Optional.empty(),
                bytes(size, genuine));
    }

    static synchronized byte[] bytes(int size, boolean genuine) {
        return (genuine ? GOOD : BAD)
                .computeIfAbsent(
                        size,
                        n -> {
                            byte[] bytes = new byte[n];
                            bytes[0] = genuine ? GENUINE : 0;
                            return bytes;
                        });
    }
}
