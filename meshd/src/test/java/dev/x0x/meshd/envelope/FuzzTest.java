// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.envelope;

import static dev.x0x.fuzz.FuzzEntry.canonical;
import static dev.x0x.fuzz.FuzzEntry.reads;
import static dev.x0x.fuzz.FuzzEntry.same;

import dev.x0x.fuzz.FuzzEntry;
import dev.x0x.fuzz.Fuzzed;
import dev.x0x.fuzz.Seeds;
import dev.x0x.identity.codec.MalformedException;
import dev.x0x.vectors.VectorSeeds;

import java.util.Arrays;
import java.util.List;

class FuzzTest implements Fuzzed {
    private static final Class<MalformedException> MALFORMED = MalformedException.class;

    @Override
    public List<FuzzEntry> entries() {
        return List.of(
                canonical(
                        "carrier-frame",
                        MALFORMED,
                        bytes -> CarrierCodec.encode(CarrierCodec.decode(bytes)),
                        VectorSeeds.bytes("carrier", "carrier", "bytes")),
                reads(
                        "carrier-head",
                        MALFORMED,
                        FuzzTest::head,
                        VectorSeeds.bytes("carrier", "carrier", "bytes")),
                canonical(
                        "envelope-body",
                        MALFORMED,
                        bytes -> BodyCodec.encode(BodyCodec.decode(bytes)),
                        VectorSeeds.bytes("dm-envelope", "body", "bytes")),
                reads(
                        "envelope",
                        MALFORMED,
                        FuzzTest::envelope,
                        Seeds.all(
                                VectorSeeds.bytes("dm-envelope", "envelope", "bytes"),
                                VectorSeeds.bytes("dm-envelope", "check_attestation", "envelope"))),
                reads(
                        "envelope-received",
                        MALFORMED,
                        bytes -> Envelopes.decode(bytes),
                        VectorSeeds.bytes("dm-envelope", "envelope", "bytes")),
                reads(
                        "carrier-with-envelope",
                        MALFORMED,
                        bytes -> Envelopes.decode(CarrierFrame.decode(bytes)),
                        VectorSeeds.bytes("carrier", "carrier", "bytes")),
                canonical(
                        "plaintext",
                        MALFORMED,
                        bytes -> DmPlaintext.decode(bytes).encode(),
                        VectorSeeds.bytes("dm-envelope", "plaintext", "bytes")),
                canonical(
                        "carried-advert",
                        MALFORMED,
                        bytes -> CarriedAdvert.decode(bytes).encode(),
                        Seeds.of(
                                "x0x-with-advert-v1\0\0\3abchello",
                                "x0x-advert-v1\0abc",
                                "x0x-with-advert-v1\0")),
                canonical(
                        "message-ack",
                        MALFORMED,
                        bytes -> MessageAck.decode(bytes).encode(),
                        VectorSeeds.bytes("dm-envelope", "message_ack", "payload")));
    }

    /** A relay carries what the recipient would read, and nothing else. */
    private static void head(byte[] bytes) throws MalformedException {
        boolean whole = true;
        try {
            CarrierFrame.decode(bytes);
        } catch (MalformedException e) {
            whole = false;
        }
        CarrierHeads.read(bytes, NetworkHash.ofName("x0x"));
        if (!whole) {
            throw new AssertionError("a head was read of what is no frame");
        }
    }

    /** Two spellings: an envelope without an attestation may end before the option's tag. */
    private static void envelope(byte[] bytes) throws MalformedException {
        DmEnvelope read = EnvelopeCodec.decode(bytes).envelope();
        byte[] again = EnvelopeCodec.encode(read);
        boolean older = read.attestation().isEmpty() && again.length == bytes.length + 1;
        same(older ? Arrays.copyOf(bytes, again.length) : bytes, again);
    }
}
