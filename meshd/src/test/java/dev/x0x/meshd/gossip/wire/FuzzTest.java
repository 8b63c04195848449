// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.wire;

import static dev.x0x.fuzz.FuzzEntry.canonical;

import dev.x0x.fuzz.FuzzEntry;
import dev.x0x.fuzz.Fuzzed;
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
                        membership()));
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
