// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.wire;

import dev.x0x.identity.MachineId;
import dev.x0x.identity.codec.MalformedException;
import dev.x0x.identity.codec.Refusal;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Broadcast frames and their bytes: 02, type, fields, big-endian; lists behind a u16 count; a
 * record takes the rest of its frame. Exact: what is left over is refused.
 */
public final class BroadcastCodec {
    /** Ids in one IHAVE or GRAFT (MESH.md row 26). */
    public static final int MOST_IDS = 128;

    /** Ids in a digest or a want (DECISIONS D5). */
    public static final int MOST_DIGEST = 400;

    private static final int GOSSIP = 32;
    private static final int I_HAVE = 33;
    private static final int GRAFT = 34;
    private static final int PRUNE = 35;
    private static final int DIGEST = 36;
    private static final int WANT = 37;
    private static final int LOOKUP = 38;
    private static final int FOUND = 39;
    private static final int HEARTBEAT = 40;

    /** Beside the hops of a record, which are 40 at most (MESH.md row 28). */
    private static final int MENDED = 0x80;

    private static final int MOST_BYTES = 2 + 9 + SignedRecords.MOST_BYTES;

    private BroadcastCodec() {}

    /** The bytes of a frame. */
    public static byte[] encode(BroadcastFrame frame) {
        return switch (frame) {
            case BroadcastFrame.Gossip f ->
                    start(GOSSIP, 2 + f.record().bytes().length)
                            .put((byte) f.record().kind().code())
                            .put((byte) (f.hops() | (f.mended() ? MENDED : 0)))
                            .put(f.record().bytes())
                            .array();
            case BroadcastFrame.IHave f -> ids(I_HAVE, f.ids());
            case BroadcastFrame.Graft f -> ids(GRAFT, f.ids());
            case BroadcastFrame.Prune() -> start(PRUNE, 0).array();
            case BroadcastFrame.Digest f -> ids(DIGEST, f.ids());
            case BroadcastFrame.Want f -> ids(WANT, f.ids());
            case BroadcastFrame.Lookup f ->
                    start(LOOKUP, 8 + 1 + 1 + 32)
                            .putLong(f.nonce())
                            .put((byte) f.ttl())
                            .put((byte) f.key().kind().code())
                            .put(f.key().subject().bytes())
                            .array();
            case BroadcastFrame.Found f ->
                    start(FOUND, 8 + 1 + f.record().bytes().length)
                            .putLong(f.nonce())
                            .put((byte) f.record().kind().code())
                            .put(f.record().bytes())
                            .array();
            case BroadcastFrame.Heartbeat f ->
                    start(HEARTBEAT, 1 + 32 + 8 + 4 + f.link().length)
                            .put((byte) f.hops())
                            .put(f.origin().bytes())
                            .putLong(f.chain())
                            .putInt(f.slot())
                            .put(f.link())
                            .array();
        };
    }

    /**
     * How many bytes {@link #encode} gives, without making them; where {@code bytes()} of a record
     * is not the real thing, as in a simulation, say how long it would be.
     */
    public static int length(BroadcastFrame frame, int recordBytes) {
        return 2
                + switch (frame) {
                    case BroadcastFrame.Gossip f -> 2 + recordBytes;
                    case BroadcastFrame.IHave f -> 2 + 16 * f.ids().size();
                    case BroadcastFrame.Graft f -> 2 + 16 * f.ids().size();
                    case BroadcastFrame.Prune() -> 0;
                    case BroadcastFrame.Digest f -> 2 + 16 * f.ids().size();
                    case BroadcastFrame.Want f -> 2 + 16 * f.ids().size();
                    case BroadcastFrame.Lookup f -> 8 + 1 + 1 + 32;
                    case BroadcastFrame.Found f -> 8 + 1 + recordBytes;
                    case BroadcastFrame.Heartbeat f -> 1 + 32 + 8 + 4 + HeartbeatChain.LINK;
                };
    }

    /**
     * Reads a frame; the signature of a record in it is not looked at.
     *
     * @throws MalformedException if these are not the bytes of one
     */
    public static BroadcastFrame decode(byte[] bytes) throws MalformedException {
        if (bytes.length > MOST_BYTES) {
            throw new MalformedException(
                    Refusal.LENGTH_TOO_LARGE,
                    "frame of " + bytes.length + " bytes, at most " + MOST_BYTES);
        }
        ByteBuffer in = ByteBuffer.wrap(bytes);
        int mark = u8(in);
        if (mark != OverlayFrame.MARK) {
            throw new MalformedException(Refusal.MISSING_PREFIX, "first byte " + mark);
        }
        int type = u8(in);
        BroadcastFrame frame =
                switch (type) {
                    case GOSSIP -> gossip(in);
                    case I_HAVE -> new BroadcastFrame.IHave(ids(in, 1, MOST_IDS));
                    // empty: no record is missing, only the link is to be eager
                    case GRAFT -> new BroadcastFrame.Graft(ids(in, 0, MOST_IDS));
                    case PRUNE -> new BroadcastFrame.Prune();
                    case DIGEST -> new BroadcastFrame.Digest(ids(in, 1, MOST_DIGEST));
                    case WANT -> new BroadcastFrame.Want(ids(in, 1, MOST_DIGEST));
                    case LOOKUP -> lookup(in);
                    case FOUND ->
                            new BroadcastFrame.Found(
                                    need(in, 8).getLong(),
                                    SignedRecords.read(kind(in), raw(in, in.remaining())));
                    case HEARTBEAT -> heartbeat(in);
                    default ->
                            throw new MalformedException(
                                    Refusal.UNKNOWN_VARIANT, "broadcast frame " + type);
                };
        if (in.hasRemaining()) {
            throw new MalformedException(
                    Refusal.TRAILING_BYTES, in.remaining() + " bytes after the frame");
        }
        return frame;
    }

    private static BroadcastFrame gossip(ByteBuffer in) throws MalformedException {
        RecordKind kind = kind(in);
        int hops = u8(in);
        return new BroadcastFrame.Gossip(
                hops & ~MENDED,
                SignedRecords.read(kind, raw(in, in.remaining())),
                (hops & MENDED) != 0);
    }

    private static BroadcastFrame lookup(ByteBuffer in) throws MalformedException {
        long nonce = need(in, 8).getLong();
        int ttl = u8(in);
        RecordKind kind = kind(in);
        return new BroadcastFrame.Lookup(
                nonce, ttl, new SignedRecord.Key(kind, MachineId.of(raw(in, 32))));
    }

    private static BroadcastFrame heartbeat(ByteBuffer in) throws MalformedException {
        int hops = u8(in);
        MachineId origin = MachineId.of(raw(in, 32));
        long chain = need(in, 8).getLong();
        int slot = need(in, 4).getInt();
        if (slot < 1 || slot > ChainRecord.MOST_SLOTS) {
            throw new MalformedException(
                    Refusal.LENGTH_TOO_LARGE, "heartbeat " + Integer.toUnsignedString(slot));
        }
        return new BroadcastFrame.Heartbeat(
                hops, origin, chain, slot, raw(in, HeartbeatChain.LINK));
    }

    private static RecordKind kind(ByteBuffer in) throws MalformedException {
        int code = u8(in);
        return switch (code) {
            case 1 -> RecordKind.ANNOUNCEMENT;
            case 2 -> RecordKind.ADVERT;
            case 3 -> RecordKind.REVOCATION;
            case 4 -> RecordKind.CHAIN;
            case 5 -> RecordKind.TAGS;
            default -> throw new MalformedException(Refusal.BAD_KIND, "record kind " + code);
        };
    }

    private static byte[] ids(int type, List<RecordId> ids) {
        ByteBuffer out =
                ByteBuffer.allocate(2 + 2 + 16 * ids.size())
                        .put((byte) OverlayFrame.MARK)
                        .put((byte) type)
                        .putShort((short) ids.size());
        for (RecordId id : ids) {
            out.putLong(id.high()).putLong(id.low());
        }
        return out.array();
    }

    private static List<RecordId> ids(ByteBuffer in, int least, int most)
            throws MalformedException {
        int count = need(in, 2).getShort() & 0xffff;
        if (count < least || count > most) {
            throw new MalformedException(
                    Refusal.LENGTH_TOO_LARGE, count + " ids, " + least + " to " + most);
        }
        need(in, 16 * count);
        var ids = new ArrayList<RecordId>(count);
        for (int i = 0; i < count; i++) {
            ids.add(new RecordId(in.getLong(), in.getLong()));
        }
        return ids;
    }

    private static ByteBuffer start(int type, int rest) {
        return ByteBuffer.allocate(2 + rest).put((byte) OverlayFrame.MARK).put((byte) type);
    }

    private static int u8(ByteBuffer in) throws MalformedException {
        return need(in, 1).get() & 0xff;
    }

    private static byte[] raw(ByteBuffer in, int length) throws MalformedException {
        need(in, length);
        byte[] out = new byte[length];
        in.get(out);
        return out;
    }

    private static ByteBuffer need(ByteBuffer in, int bytes) throws MalformedException {
        if (bytes > in.remaining()) {
            throw new MalformedException(
                    Refusal.TRUNCATED, bytes + " bytes wanted, " + in.remaining() + " left");
        }
        return in;
    }
}
