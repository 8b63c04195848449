// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec.wire;

import dev.x0x.identity.RequestId;
import dev.x0x.identity.codec.MalformedException;
import dev.x0x.identity.keys.SecretKeyBytes;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

/**
 * Throws damaged bytes at a decoder for a while: {@code WireFuzz payload|record <seconds> [seed]}.
 * Whatever is not a refusal, or is accepted and re-encodes differently, ends it with the bytes.
 */
public final class WireFuzz {
    private static final SessionId SESSION = new SessionId(1, 2);
    private static final byte[] KEY = new byte[32];

    private WireFuzz() {}

    public static void main(String[] args) {
        long seed = args.length > 2 ? Long.parseLong(args[2]) : System.nanoTime();
        long until = System.nanoTime() + Long.parseLong(args[1]) * 1_000_000_000L;
        boolean records =
                switch (args[0]) {
                    case "payload" -> false;
                    case "record" -> true;
                    default -> throw new IllegalArgumentException("no decoder " + args[0]);
                };
        var random = new Random(seed);
        long tried = 0;
        long accepted = 0;
        for (; System.nanoTime() - until < 0; tried++) {
            byte[] whole = ExecPayload.encode(frames(random));
            byte[] bytes = Damage.to(records ? inside(whole) : whole, random);
            try {
                if (records) {
                    record(bytes);
                } else {
                    payload(bytes);
                }
                accepted++;
            } catch (MalformedException refused) {
                // what a decoder is for
            } catch (RuntimeException | AssertionError e) {
                String hex = HexFormat.of().formatHex(bytes);
                throw new AssertionError("seed " + seed + ", try " + tried + ": " + hex, e);
            }
        }
        System.out.printf("%s: %d tried, %d accepted, seed %d%n", args[0], tried, accepted, seed);
    }

    private static void payload(byte[] bytes) throws MalformedException {
        same(bytes, ExecPayload.encode(ExecPayload.decode(bytes)));
    }

    /**
     * Damaged frames, rightly sealed as by a hostile peer: past the tag is where a fault would be.
     */
    private static void record(byte[] bytes) throws MalformedException {
        SecretKeyBytes key = SecretKeyBytes.copyOf(KEY);
        byte[] record = new byte[RecordCipher.SHORTEST + bytes.length];
        ByteBuffer.wrap(record)
                .put((byte) RecordCipher.VERSION)
                .put(SESSION.bytes())
                .putLong(0)
                .put(bytes);
        new RecordCipher(key).seal(record, 0);
        OpenedRecord opened = new RecordOpener(key, SESSION).open(record);
        same(record, new RecordSealer(key, SESSION).seal(opened.echo(), opened.frames()));
    }

    /** A payload's frames, after eight bytes that become the echo. */
    private static byte[] inside(byte[] payload) {
        int echo = ExecPayload.prefix().length - RecordCipher.ECHO;
        return Arrays.copyOfRange(payload, echo, payload.length);
    }

    private static void same(byte[] expected, byte[] bytes) {
        if (!Arrays.equals(expected, bytes)) {
            throw new AssertionError("re-encodes as " + HexFormat.of().formatHex(bytes));
        }
    }

    private static List<ExecFrame> frames(Random random) {
        var frames = new ArrayList<ExecFrame>();
        for (int i = random.nextInt(4); i >= 0; i--) {
            String type = Frames.TYPES.get(random.nextInt(Frames.TYPES.size()));
            frames.add(Frames.ofType(type, RequestId.random(random)));
        }
        return frames;
    }
}
