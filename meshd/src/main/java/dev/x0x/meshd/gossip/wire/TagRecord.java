// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.wire;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.x0x.identity.MachineId;
import dev.x0x.identity.Tag;
import dev.x0x.identity.codec.MalformedException;
import dev.x0x.identity.codec.Refusal;
import dev.x0x.meshd.envelope.NetworkHash;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * What a machine says of itself in words, signed by it. Big-endian; nothing follows the last tag:
 *
 * <pre>
 * x0x-tags-v1 ‖ 00 ‖ network[16] ‖ machine[32] ‖ created_ms u64 ‖ count u8 ‖ (length u8 ‖ key=value)…
 * </pre>
 *
 * @param createdMs Unix milliseconds, below 2^43; of two records the later one counts
 * @param tags by key, each once, at most {@value Tag#MOST}
 */
public record TagRecord(NetworkHash network, MachineId machine, long createdMs, List<Tag> tags) {
    private static final byte[] DOMAIN = "x0x-tags-v1\0".getBytes(US_ASCII);
    private static final int FIXED = DOMAIN.length + 16 + 32 + 8 + 1;
    private static final int TIME_BITS = 43;

    /**
     * Sorts the tags.
     *
     * @throws IllegalArgumentException for too many, or a key that is there twice
     */
    public TagRecord {
        tags = tags.stream().sorted(Comparator.comparing(Tag::key)).toList();
        if (tags.size() > Tag.MOST
                || tags.stream().map(Tag::key).distinct().count() < tags.size()
                || createdMs < 0
                || createdMs >>> TIME_BITS != 0) {
            throw new IllegalArgumentException("tags out of range");
        }
    }

    /** What the machine signs. */
    public byte[] signedBytes() {
        int length = FIXED + tags.stream().mapToInt(tag -> 1 + tag.toString().length()).sum();
        ByteBuffer out =
                ByteBuffer.allocate(length)
                        .put(DOMAIN)
                        .put(network.bytes())
                        .put(machine.bytes())
                        .putLong(createdMs)
                        .put((byte) tags.size());
        for (Tag tag : tags) {
            byte[] text = tag.toString().getBytes(US_ASCII);
            out.put((byte) text.length).put(text);
        }
        return out.array();
    }

    /**
     * Reads what {@link #signedBytes} writes.
     *
     * @throws MalformedException if these are not exactly that
     */
    static TagRecord read(byte[] bytes) throws MalformedException {
        if (bytes.length < FIXED) {
            throw new MalformedException(Refusal.TRUNCATED, "tags of " + bytes.length + " bytes");
        }
        ByteBuffer in = ByteBuffer.wrap(bytes);
        if (!Arrays.equals(DOMAIN, raw(in, DOMAIN.length))) {
            throw new MalformedException(Refusal.MISSING_PREFIX, "no x0x-tags-v1 at the start");
        }
        NetworkHash network = NetworkHash.of(raw(in, 16));
        MachineId machine = MachineId.of(raw(in, 32));
        long created = in.getLong();
        int count = in.get() & 0xff;
        if (created < 0 || created >>> TIME_BITS != 0 || count > Tag.MOST) {
            throw new MalformedException(Refusal.LENGTH_TOO_LARGE, count + " tags");
        }
        List<Tag> tags = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            tags.add(tag(in, tags));
        }
        if (in.hasRemaining()) {
            throw new MalformedException(
                    Refusal.TRAILING_BYTES, in.remaining() + " bytes after the tags");
        }
        return new TagRecord(network, machine, created, tags);
    }

    private static Tag tag(ByteBuffer in, List<Tag> before) throws MalformedException {
        int length = in.hasRemaining() ? in.get() & 0xff : 0;
        if (length == 0 || length > in.remaining()) {
            throw new MalformedException(Refusal.TRUNCATED, "tag of " + length + " bytes");
        }
        Tag tag =
                Tag.parse(new String(raw(in, length), US_ASCII))
                        .orElseThrow(
                                () ->
                                        new MalformedException(
                                                Refusal.BAD_OPTION, "a tag that is none"));
        if (!before.isEmpty() && before.getLast().key().compareTo(tag.key()) >= 0) {
            throw new MalformedException(Refusal.BAD_OPTION, "tags out of order");
        }
        return tag;
    }

    private static byte[] raw(ByteBuffer in, int length) {
        byte[] out = new byte[length];
        in.get(out);
        return out;
    }
}
