// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.wire;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.x0x.identity.MachineId;
import dev.x0x.identity.codec.MalformedException;
import dev.x0x.identity.codec.Refusal;
import dev.x0x.meshd.envelope.NetworkHash;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/**
 * What a machine signs once so that its heartbeats need no signature: the end of a hash chain and
 * when each of its links may be shown (DECISIONS D3). The array is not copied.
 *
 * @param bootEpoch of the machine, below 2^43; with {@code seq} it orders its chains
 * @param seq counts the chains of one epoch, below 2^20
 * @param startMs Unix milliseconds; link i is due {@code i * intervalMs} later
 * @param intervalMs at least 30 s
 * @param slots n: how many links there are to show, 1 to 2,880
 * @param anchor link_0, 32 bytes
 */
public record ChainRecord(
        NetworkHash network,
        MachineId machine,
        long bootEpoch,
        long seq,
        long startMs,
        long intervalMs,
        int slots,
        byte[] anchor) {
    /** A heartbeat is due at most this often, in milliseconds. */
    public static final long LEAST_INTERVAL = 30_000;

    /** No chain has more links. */
    public static final int MOST_SLOTS = 2_880;

    /** No chain lasts longer, in milliseconds. */
    public static final long MOST_LIFETIME = 24 * 3_600_000L;

    private static final byte[] DOMAIN = "x0x-hb-chain-v1\0".getBytes(US_ASCII);
    private static final int SEQ_BITS = 20;
    private static final int EPOCH_BITS = 43;

    /** Bytes that are signed. */
    static final int LENGTH = DOMAIN.length + 16 + 32 + 8 + 8 + 8 + 4 + 4 + 32;

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException naming the field that is out of range
     */
    public ChainRecord {
        String wrong =
                wrong(bootEpoch, seq, startMs, intervalMs, slots, anchor.length).orElse(null);
        if (wrong != null) {
            throw new IllegalArgumentException(wrong);
        }
    }

    /**
     * Reads what {@link #signedBytes} writes.
     *
     * @throws MalformedException if these are not the bytes of a chain within its ranges
     */
    static ChainRecord read(byte[] bytes) throws MalformedException {
        if (bytes.length != LENGTH) {
            throw new MalformedException(
                    Refusal.BAD_LENGTH, "chain of " + bytes.length + " bytes, expected " + LENGTH);
        }
        ByteBuffer in = ByteBuffer.wrap(bytes);
        if (!Arrays.equals(DOMAIN, raw(in, DOMAIN.length))) {
            throw new MalformedException(Refusal.MISSING_PREFIX, "no x0x-hb-chain-v1 at the start");
        }
        NetworkHash network = NetworkHash.of(raw(in, 16));
        MachineId machine = MachineId.of(raw(in, 32));
        long bootEpoch = in.getLong();
        long seq = in.getLong();
        long startMs = in.getLong();
        long intervalMs = in.getInt() & 0xffff_ffffL;
        long slots = in.getInt() & 0xffff_ffffL;
        byte[] anchor = raw(in, 32);
        var wrong = wrong(bootEpoch, seq, startMs, intervalMs, slots, anchor.length);
        if (wrong.isPresent()) {
            throw new MalformedException(Refusal.LENGTH_TOO_LARGE, wrong.get());
        }
        return new ChainRecord(
                network, machine, bootEpoch, seq, startMs, intervalMs, (int) slots, anchor);
    }

    /** What the machine signs. */
    public byte[] signedBytes() {
        return ByteBuffer.allocate(LENGTH)
                .put(DOMAIN)
                .put(network.bytes())
                .put(machine.bytes())
                .putLong(bootEpoch)
                .putLong(seq)
                .putLong(startMs)
                .putInt((int) intervalMs)
                .putInt(slots)
                .put(anchor)
                .array();
    }

    /** Epoch and sequence as one number: of two chains the one with the higher is newer. */
    public long version() {
        return bootEpoch << SEQ_BITS | seq;
    }

    /** When link {@code slot} is due, Unix milliseconds. */
    public long dueMs(int slot) {
        return startMs + slot * intervalMs;
    }

    /** When the last link has been shown, Unix milliseconds. */
    public long expiresMs() {
        return dueMs(slots);
    }

    private static Optional<String> wrong(
            long bootEpoch, long seq, long startMs, long intervalMs, long slots, int anchor) {
        String text = null;
        if (bootEpoch < 0 || bootEpoch >>> EPOCH_BITS != 0) {
            text = "boot epoch " + Long.toUnsignedString(bootEpoch);
        } else if (seq < 0 || seq >>> SEQ_BITS != 0) {
            text = "chain number " + Long.toUnsignedString(seq);
        } else if (startMs < 0 || startMs >>> EPOCH_BITS != 0) {
            text = "chain start " + Long.toUnsignedString(startMs);
        } else if (slots < 1 || slots > MOST_SLOTS) {
            text = slots + " heartbeats in a chain, 1 to " + MOST_SLOTS;
        } else if (intervalMs < LEAST_INTERVAL || intervalMs * slots > MOST_LIFETIME) {
            text = "heartbeats every " + intervalMs + " ms, " + slots + " of them";
        } else if (anchor != HeartbeatChain.LINK) {
            text = "anchor of " + anchor + " bytes";
        }
        return Optional.ofNullable(text);
    }

    private static byte[] raw(ByteBuffer in, int length) {
        byte[] out = new byte[length];
        in.get(out);
        return out;
    }
}
