// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.x0x.identity.RequestId;
import dev.x0x.identity.codec.BincodeWriter;
import dev.x0x.identity.codec.MalformedException;
import dev.x0x.identity.codec.Refusal;
import dev.x0x.identity.keys.Digest;
import dev.x0x.identity.keys.SecretKeyBytes;

import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;

class ExecPayloadTest {
    private static final RequestId ID = new RequestId(1, 2);

    @Provide
    Arbitrary<List<ExecFrame>> frames() {
        return Frames.any().list().ofMinSize(1).ofMaxSize(6);
    }

    @Provide
    Arbitrary<byte[]> bytes() {
        return Frames.bytes(0, 300);
    }

    @Property(tries = 500)
    void any_frames_come_back(@ForAll("frames") List<ExecFrame> frames) throws Exception {
        byte[] payload = ExecPayload.encode(frames);
        assertEquals(payload.length, ExecPayload.length(frames));
        List<ExecFrame> again = ExecPayload.decode(payload);
        assertEquals(frames, again);
        assertEquals(frames.hashCode(), again.hashCode());
        assertArrayEquals(payload, ExecPayload.encode(again));
    }

    @Property(tries = 1000)
    void anything_is_refused_or_means_itself(@ForAll("bytes") byte[] bytes) {
        byte[] payload = Arrays.copyOf(ExecPayload.prefix(), 12 + bytes.length);
        System.arraycopy(bytes, 0, payload, 12, bytes.length);
        refusedOrItself(payload);
        refusedOrItself(bytes);
    }

    @Property(tries = 1000, edgeCases = EdgeCasesMode.NONE)
    void damage_is_refused_or_means_itself(
            @ForAll("frames") List<ExecFrame> frames, @ForAll long seed) {
        refusedOrItself(Damage.to(ExecPayload.encode(frames), new Random(seed)));
    }

    private static void refusedOrItself(byte[] payload) {
        try {
            assertArrayEquals(payload, ExecPayload.encode(ExecPayload.decode(payload)));
        } catch (MalformedException expected) {
            assertTrue(expected.getMessage().length() < 300, expected.getMessage());
        }
    }

    @Test
    void a_claimed_count_takes_no_memory() throws Exception {
        byte[] argv = claim(0, 0);
        byte[] chunk = claim(3, 4);
        byte[] message = claim(5, 4);
        for (byte[] payload : List.of(argv, chunk, message)) {
            refused(Refusal.TRUNCATED, payload); // classes are loaded
            long before = allocated();
            for (int i = 0; i < 100; i++) {
                refused(Refusal.TRUNCATED, payload);
            }
            long each = (allocated() - before) / 100;
            assertTrue(each < 8192, each + " bytes for a payload of " + payload.length);
        }
    }

    /**
     * Bytes that this thread has allocated; by name, since the module under test reads no
     * management.
     */
    private static long allocated() throws ReflectiveOperationException {
        Object threads =
                Class.forName("java.lang.management.ManagementFactory")
                        .getMethod("getThreadMXBean")
                        .invoke(null);
        return (long)
                Class.forName("com.sun.management.ThreadMXBean")
                        .getMethod("getCurrentThreadAllocatedBytes")
                        .invoke(threads);
    }

    /** A frame whose first count says 49,152 where nothing follows. */
    private static byte[] claim(int variant, int fieldsBefore) {
        return new BincodeWriter()
                .raw(ExecPayload.prefix())
                .u32(variant)
                .raw(ID.bytes())
                .raw(new byte[fieldsBefore])
                .u64(ExecPayload.MAX)
                .toBytes();
    }

    private static void refused(Refusal refusal, byte[] payload) {
        var refused = assertThrows(MalformedException.class, () -> ExecPayload.decode(payload));
        assertEquals(refusal, refused.refusal());
    }

    @Test
    void the_encoder_keeps_the_limit() throws Exception {
        var fits = List.of(new ToCaller.Stdout(ID, 0, new byte[ExecPayload.MAX - 44]));
        assertEquals(ExecPayload.MAX, ExecPayload.encode(fits).length);
        assertEquals(fits, ExecPayload.decode(ExecPayload.encode(fits)));
        var over = List.of(new ToCaller.Stdout(ID, 0, new byte[ExecPayload.MAX - 43]));
        assertThrows(IllegalArgumentException.class, () -> ExecPayload.encode(over));
        assertThrows(IllegalArgumentException.class, () -> ExecPayload.encode(List.of()));
    }

    @Test
    void frames_hold_only_what_the_wire_can_carry() {
        for (long number : new long[] {-1, 1L << 32, Long.MIN_VALUE}) {
            illegal(() -> new ToCaller.Started(ID, number));
            illegal(() -> new ToServer.Stdin(ID, number, new byte[0]));
            illegal(() -> new ToServer.Request(ID, List.of(), none(), number, none()));
        }
        illegal(() -> new ToServer.Request(ID, List.of("a\ud800"), none(), 0, none()));
        illegal(() -> new ToServer.Request(ID, List.of(), none(), 0, Optional.of("\udc00\ud800")));
        illegal(() -> new ToCaller.Accepted(ID, new byte[1087]));
    }

    private static <T> Optional<T> none() {
        return Optional.empty();
    }

    private static void illegal(org.junit.jupiter.api.function.Executable making) {
        assertThrows(IllegalArgumentException.class, making);
    }

    @Test
    void nothing_secret_or_long_is_printed() {
        byte[] secret = HexFormat.of().parseHex("5e".repeat(32));
        var open =
                new ToServer.Open(
                        ID, SecretKeyBytes.copyOf(secret), new byte[1184], 1, -1, new byte[32]);
        assertEquals(
                "Open[id=%s, secret=[secret 32 bytes], ephEk=1184 bytes, leaseMs=1,".formatted(ID)
                        + " stdinTotal=18446744073709551615, stdinSha256=32 bytes]",
                open.toString());
        var request =
                new ToServer.Request(
                        ID, List.of("hunter2"), Optional.of(secret), 5, Optional.of("/tmp"));
        assertFalse(request.toString().contains("hunter2"), request.toString());
        assertTrue(request.toString().contains("32 bytes"), request.toString());
    }

    @Test
    void content_is_the_request_and_all_of_its_input() {
        var open =
                new ToServer.Open(
                        ID,
                        SecretKeyBytes.take(new byte[32]),
                        new byte[1184],
                        1,
                        0x0102030405060708L,
                        Digest.sha256(new byte[0]));
        var request = new ToServer.Request(ID, List.of("cat"), none(), 5000, none());
        String expected =
                "00000000"
                        + "00000000000000010000000000000002"
                        + "01000000000000000300000000000000636174"
                        + "008813000000"
                        + "0102030405060708"
                        + "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        assertArrayEquals(
                Digest.sha256(HexFormat.of().parseHex(expected)),
                RequestContent.sha256(open, request));
        var other = new ToServer.Request(new RequestId(1, 3), List.of(), none(), 0, none());
        illegal(() -> RequestContent.sha256(open, other));
    }
}
