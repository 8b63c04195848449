// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.x0x.identity.Endpoint;
import dev.x0x.identity.MachineId;
import dev.x0x.identity.codec.Hex;
import dev.x0x.identity.codec.MalformedException;
import dev.x0x.meshd.gossip.wire.MembershipFrame.DialBackAsk;
import dev.x0x.meshd.gossip.wire.MembershipFrame.DialBackOrder;
import dev.x0x.meshd.gossip.wire.MembershipFrame.DialBackProof;
import dev.x0x.meshd.gossip.wire.MembershipFrame.Disconnect;
import dev.x0x.meshd.gossip.wire.MembershipFrame.ForwardJoin;
import dev.x0x.meshd.gossip.wire.MembershipFrame.Join;
import dev.x0x.meshd.gossip.wire.MembershipFrame.JoinOffer;
import dev.x0x.meshd.gossip.wire.MembershipFrame.Neighbour;
import dev.x0x.meshd.gossip.wire.MembershipFrame.NeighbourAnswer;
import dev.x0x.meshd.gossip.wire.MembershipFrame.Shuffle;
import dev.x0x.meshd.gossip.wire.MembershipFrame.ShuffleAnswer;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Arrays;
import java.util.List;

class MembershipCodecTest {
    private static final String MACHINE = "ab".repeat(32);
    private static final String AT = "04" + "c0000201" + "156b";
    private static final String HINT = MACHINE + "01" + "0000000000000005" + "01" + AT;

    @Property
    void whatWasEncodedIsRead(@ForAll("frames") MembershipFrame frame) throws MalformedException {
        byte[] bytes = MembershipCodec.encode(frame);

        assertTrue(bytes.length <= MembershipCodec.LONGEST);
        assertEquals(frame, MembershipCodec.decode(bytes));
    }

    @Property
    void everyShorterOrLongerFormIsRefused(@ForAll("frames") MembershipFrame frame) {
        byte[] bytes = MembershipCodec.encode(frame);
        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThrows(MalformedException.class, () -> MembershipCodec.decode(cut));
        }
        byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
        assertThrows(MalformedException.class, () -> MembershipCodec.decode(longer));
    }

    @Property(tries = 5_000)
    void anyBytesAreRefusedOrEncodeToThemselves(@ForAll("nearly") byte[] bytes) {
        MembershipFrame frame;
        try {
            frame = MembershipCodec.decode(bytes);
        } catch (MalformedException e) {
            return;
        }
        assertArrayEquals(bytes, MembershipCodec.encode(frame));
    }

    @ParameterizedTest
    @CsvSource({
        "'', truncated",
        "02, truncated",
        "01 01, bad_kind",
        "02 00, unknown_variant",
        "02 0c, unknown_variant",
        "02 20, unknown_variant",
        "02 04 02, bad_bool",
        "02 04 01 00, trailing_bytes",
        "02 05 00 09, length_too_large",
        "02 05 00 ff, length_too_large",
        "02 07 0000000000000001 0006 ff, length_too_large",
        "02 09 00000000000000, truncated"
    })
    void damageIsNamed(String hex, String refusal) {
        assertRefused(hex, refusal);
    }

    @Test
    void hintsAreReadStrictly() throws MalformedException {
        assertEquals(
                new Join(new Hint(id(0xab), List.of(at("192.0.2.1:5483")), true, 5)),
                MembershipCodec.decode(Hex.parse("0201" + HINT, ("0201" + HINT).length() / 2)));
        assertRefused("0201" + HINT.replace("01" + AT, "05"), "length_too_large");
        assertRefused("0201" + HINT.replace("01" + AT, "01" + "05" + AT), "unknown_enum");
        assertRefused("0201" + MACHINE + "02" + "0000000000000005" + "00", "bad_bool");
        assertRefused("0201" + MACHINE + "01" + "8000000000000000" + "00", "length_too_large");
    }

    @Test
    void aTimeToLiveOf65535IsRead() throws MalformedException {
        var shuffle = new Shuffle(1, 65_535, List.of());

        assertEquals(shuffle, MembershipCodec.decode(MembershipCodec.encode(shuffle)));
    }

    private static void assertRefused(String spaced, String refusal) {
        String hex = spaced.replace(" ", "");
        var thrown =
                assertThrows(
                        MalformedException.class,
                        () -> MembershipCodec.decode(Hex.parse(hex, hex.length() / 2)));
        assertEquals(refusal, thrown.refusal().code());
    }

    @Provide
    static Arbitrary<byte[]> nearly() {
        Arbitrary<byte[]> encoded = frames().map(MembershipCodec::encode);
        Arbitrary<byte[]> damaged =
                Combinators.combine(encoded, Arbitraries.integers(), Arbitraries.bytes())
                        .as(
                                (bytes, where, value) -> {
                                    bytes[Math.floorMod(where, bytes.length)] = value;
                                    return bytes;
                                });
        Arbitrary<byte[]> noise = Arbitraries.bytes().array(byte[].class).ofMaxSize(200);
        Arbitrary<byte[]> marked =
                noise.map(
                        bytes -> {
                            if (bytes.length > 1) {
                                bytes[0] = OverlayFrame.MARK;
                                bytes[1] = (byte) (bytes[1] & 15);
                            }
                            return bytes;
                        });
        return Arbitraries.oneOf(damaged, noise, marked);
    }

    @Provide
    static Arbitrary<MembershipFrame> frames() {
        Arbitrary<Long> nonces = Arbitraries.longs();
        Arbitrary<Integer> ttls = Arbitraries.integers().between(0, 65_535);
        Arbitrary<Boolean> flags = Arbitraries.of(true, false);
        Arbitrary<List<Hint>> lists = hints().list().ofMaxSize(MembershipFrame.MOST_HINTS);
        return Arbitraries.oneOf(
                hints().map(Join::new),
                Combinators.combine(nonces, hints(), ttls).as(ForwardJoin::new),
                Combinators.combine(nonces, hints()).as(JoinOffer::new),
                flags.map(Neighbour::new),
                Combinators.combine(flags, lists).as(NeighbourAnswer::new),
                Combinators.combine(flags, lists).as(Disconnect::new),
                Combinators.combine(nonces, ttls, lists).as(Shuffle::new),
                Combinators.combine(nonces, lists).as(ShuffleAnswer::new),
                nonces.map(DialBackAsk::new),
                Combinators.combine(nonces, machines(), endpoints()).as(DialBackOrder::new),
                nonces.map(DialBackProof::new));
    }

    private static Arbitrary<Hint> hints() {
        return Combinators.combine(
                        machines(),
                        endpoints().list().ofMaxSize(Hint.MOST_ADDRESSES),
                        Arbitraries.of(true, false),
                        Arbitraries.longs().greaterOrEqual(0))
                .as(Hint::new);
    }

    private static Arbitrary<MachineId> machines() {
        return Arbitraries.bytes().array(byte[].class).ofSize(32).map(MachineId::of);
    }

    private static Arbitrary<Endpoint> endpoints() {
        return Combinators.combine(
                        Arbitraries.of(4, 16)
                                .flatMap(n -> Arbitraries.bytes().array(byte[].class).ofSize(n)),
                        Arbitraries.integers().between(0, 65_535))
                .as(Endpoint::of);
    }

    private static MachineId id(int b) {
        byte[] bytes = new byte[32];
        Arrays.fill(bytes, (byte) b);
        return MachineId.of(bytes);
    }

    private static Endpoint at(String text) {
        return Endpoint.parse(text).orElseThrow();
    }
}
