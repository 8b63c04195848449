// SPDX-License-Identifier: Apache-2.0
package dev.x0x.identity;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.x0x.identity.codec.BincodeReader;
import dev.x0x.identity.codec.BincodeWriter;
import dev.x0x.identity.codec.MalformedException;
import dev.x0x.identity.codec.PostcardReader;
import dev.x0x.identity.codec.PostcardWriter;
import dev.x0x.vectors.VectorFile;
import dev.x0x.vectors.VectorRow;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Whatever the bytes: a decoder answers with a value that re-encodes to them, or with {@link
 * MalformedException}, and nothing else.
 */
class HostileBytesTest {
    private interface Codec {
        byte[] again(byte[] bytes) throws MalformedException;
    }

    private static final List<Codec> BINARY =
            List.of(
                    bytes -> IdentityAnnouncement.decode(bytes).encode(),
                    bytes -> CapabilityAdvert.decode(bytes).encode(),
                    bytes -> AgentCertificate.decodeFile(bytes).encodeFile(),
                    bytes -> Revocations.encode(Revocations.decode(bytes)),
                    bytes -> Revocations.encodeFile(Revocations.decodeFile(bytes)));

    private static final List<byte[]> GOOD =
            VectorFile.load("announcements").rows().stream()
                    .filter(VectorRow::accepted)
                    .map(row -> row.bytes(row.op().equals("certificate") ? "file" : "bytes"))
                    .toList();

    private static final List<String> CARDS =
            VectorFile.load("cards").rows().stream()
                    .filter(row -> row.op().equals("card") && row.flag("prints_the_same"))
                    .map(row -> row.text("json"))
                    .toList();

    @Property(tries = 500)
    void random_bytes(@ForAll byte[] bytes) {
        BINARY.forEach(codec -> check(codec, bytes));
    }

    @Property(tries = 2000)
    void good_bytes_with_a_few_changed(@ForAll("damaged") byte[] bytes) {
        BINARY.forEach(codec -> check(codec, bytes));
    }

    @Property(tries = 500)
    void random_text_as_a_card(@ForAll String text) {
        try {
            CardForm.parse(text);
        } catch (MalformedException e) {
            return;
        }
        throw new AssertionError("a card made of noise");
    }

    @Property(tries = 1000)
    void a_card_with_a_few_bytes_changed(@ForAll("damagedCards") byte[] json) {
        CardForm read;
        try {
            read = CardReader.read(json);
        } catch (MalformedException e) {
            return;
        }
        try {
            assertEquals(read, CardForm.parse(read.link()));
        } catch (MalformedException e) {
            throw new AssertionError("our own printing is refused: " + e.getMessage(), e);
        }
    }

    @Property
    void numbers_and_text_survive_bincode(
            @ForAll long u64,
            @ForAll int u32,
            @ForAll short u16,
            @ForAll boolean flag,
            @ForAll("text") String text)
            throws MalformedException {
        byte[] bytes =
                new BincodeWriter(1)
                        .u64(u64)
                        .u32(u32)
                        .u16(u16)
                        .bool(flag)
                        .option(flag)
                        .string(text)
                        .toBytes();
        var in = new BincodeReader(bytes, bytes.length);
        assertEquals(u64, in.u64());
        assertEquals(Integer.toUnsignedLong(u32), in.u32());
        assertEquals(Short.toUnsignedInt(u16), in.u16());
        assertEquals(flag, in.bool());
        assertEquals(flag, in.option());
        assertEquals(text, in.string());
        in.end();
    }

    @Property
    void numbers_and_text_survive_postcard(
            @ForAll long u64, @ForAll short u16, @ForAll boolean flag, @ForAll("text") String text)
            throws MalformedException {
        int small = Short.toUnsignedInt(u16);
        byte[] bytes =
                new PostcardWriter(1)
                        .varint(u64)
                        .varint(small)
                        .bool(flag)
                        .option(flag)
                        .string(text)
                        .toBytes();
        var in = new PostcardReader(bytes, bytes.length);
        assertEquals(u64, in.u64());
        assertEquals(small, in.u16());
        assertEquals(flag, in.bool());
        assertEquals(flag, in.option());
        assertEquals(text, in.string());
        in.end();
    }

    @Property(tries = 2000)
    void a_varint_has_one_spelling(@ForAll byte[] bytes) {
        check(
                given -> {
                    var in = new PostcardReader(given, 1 << 16);
                    long value = in.u64();
                    in.end();
                    return new PostcardWriter().varint(value).toBytes();
                },
                bytes);
    }

    @Provide
    Arbitrary<byte[]> damaged() {
        return Combinators.combine(Arbitraries.of(GOOD), Arbitraries.longs())
                .as(HostileBytesTest::damage);
    }

    @Provide
    Arbitrary<byte[]> damagedCards() {
        return Combinators.combine(Arbitraries.of(CARDS), Arbitraries.longs())
                .as((json, seed) -> damage(json.getBytes(UTF_8), seed));
    }

    @Provide
    Arbitrary<String> text() {
        return Arbitraries.strings()
                .ofMaxLength(40)
                .filter(text -> text.codePoints().noneMatch(c -> c >= 0xd800 && c <= 0xdfff));
    }

    /** One to three bytes changed, near the front more often, and sometimes the end cut off. */
    private static byte[] damage(byte[] good, long seed) {
        var random = new Random(seed);
        int length = random.nextInt(4) == 0 ? random.nextInt(good.length + 1) : good.length;
        byte[] bytes = Arrays.copyOf(good, length);
        for (int i = 0; length > 0 && i < 1 + random.nextInt(3); i++) {
            int within = random.nextBoolean() ? Math.min(length, 160) : length;
            bytes[random.nextInt(within)] = (byte) random.nextInt(256);
        }
        return bytes;
    }

    private static void check(Codec codec, byte[] bytes) {
        byte[] again;
        try {
            again = codec.again(bytes);
        } catch (MalformedException e) {
            return; // the only thing that may be thrown
        }
        assertArrayEquals(bytes, again);
    }
}
