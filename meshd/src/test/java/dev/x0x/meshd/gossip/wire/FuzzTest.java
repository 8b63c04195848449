// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.wire;

import static dev.x0x.fuzz.FuzzEntry.canonical;
import static dev.x0x.fuzz.FuzzEntry.reads;

import dev.x0x.fuzz.FuzzEntry;
import dev.x0x.fuzz.Fuzzed;
import dev.x0x.identity.Tag;
import dev.x0x.identity.codec.MalformedException;

import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

class FuzzTest implements Fuzzed {
    private static final String HINT =
            "ab".repeat(32) + "01" + "0000000000000005" + "01" + "04c0000201156b";

    @Override
    public List<FuzzEntry> entries() {
        return List.of(
                canonical(
                        "membership-frame",
                        MalformedException.class,
                        bytes -> MembershipCodec.encode(MembershipCodec.decode(bytes)),
                        membership()),
                canonical(
                        "broadcast-frame",
                        MalformedException.class,
                        bytes -> BroadcastCodec.encode(BroadcastCodec.decode(bytes)),
                        BroadcastCodecTest.frames().stream().map(BroadcastCodec::encode).toList()),
                canonical(
                        "overlay-frame",
                        MalformedException.class,
                        bytes -> OverlayCodec.encode(OverlayCodec.decode(bytes)),
                        Stream.concat(
                                        membership().stream(),
                                        BroadcastCodecTest.frames().stream()
                                                .map(BroadcastCodec::encode))
                                .toList()),
                reads(
                        "chain-record",
                        MalformedException.class,
                        ChainRecord::read,
                        List.of(new byte[0], Signed.fields().signedBytes(), new byte[4_000])),
                reads(
                        "tag-record",
                        MalformedException.class,
                        TagRecord::read,
                        List.of(
                                new byte[0],
                                Signed.describing().signedBytes(),
                                Signed.describing(new Tag("a", "1"), new Tag("b", "2"))
                                        .signedBytes())),
                reads(
                        "signed-record",
                        MalformedException.class,
                        FuzzTest::record,
                        Signed.all().stream().map(SignedRecord::bytes).toList()));
    }

    /** The same bytes as a record of each kind; refused is what none takes. */
    private static void record(byte[] bytes) throws MalformedException {
        MalformedException last = null;
        int taken = 0;
        for (RecordKind kind : RecordKind.values()) {
            try {
                SignedRecords.read(kind, bytes);
                taken++;
            } catch (MalformedException e) {
                last = e;
            }
        }
        if (taken == 0) {
            throw last;
        }
    }

    /** Each type with what most of them carry; few are whole frames, changing them makes more. */
    private static List<byte[]> membership() {
        return IntStream.rangeClosed(1, 11)
                .mapToObj("02%02x"::formatted)
                .flatMap(
                        head ->
                                Stream.of(
                                        head,
                                        head + "01",
                                        head + HINT,
                                        head + "01" + HINT,
                                        head + "02" + HINT + HINT,
                                        head + "00".repeat(40)))
                .map(HexFormat.of()::parseHex)
                .toList();
    }
}
