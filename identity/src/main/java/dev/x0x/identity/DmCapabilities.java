// SPDX-License-Identifier: Apache-2.0
package dev.x0x.identity;

import dev.x0x.identity.codec.BincodeWriter;
import dev.x0x.identity.codec.MalformedException;
import dev.x0x.identity.codec.PostcardReader;
import dev.x0x.identity.codec.PostcardWriter;
import dev.x0x.identity.keys.MlKem;

import java.util.Arrays;
import java.util.Objects;

/**
 * How to write to an agent: the envelope versions it reads and the key to seal to (PROTOCOL.md
 * §2.2, §4.2).
 *
 * @param maxProtocolVersion 1 or 2, u16 on the wire
 * @param gossipInbox whether it takes mail at all
 * @param kemAlgorithm {@value #ML_KEM_768} is the only one we can use
 * @param maxEnvelopeBytes u64
 * @param kemPublicKey empty while there is none; not copied
 */
public record DmCapabilities(
        int maxProtocolVersion,
        boolean gossipInbox,
        String kemAlgorithm,
        long maxEnvelopeBytes,
        byte[] kemPublicKey) {
    /** The one key encapsulation algorithm in use. */
    public static final String ML_KEM_768 = "ML-KEM-768";

    /** The largest envelope that anyone here takes. */
    public static final int MAX_ENVELOPE = 65_536;

    /** What we say of ourselves: version 1, sealed to {@code kemPublicKey}. */
    public static DmCapabilities of(byte[] kemPublicKey) {
        return new DmCapabilities(1, true, ML_KEM_768, MAX_ENVELOPE, kemPublicKey.clone());
    }

    /** Whether mail can be sealed to this: an inbox and a well-formed ML-KEM-768 key. */
    public boolean usable() {
        return gossipInbox && kemAlgorithm.equals(ML_KEM_768) && MlKem.isKey(kemPublicKey);
    }

    /** The postcard form, as in adverts. */
    byte[] postcard() {
        var out = new PostcardWriter(kemPublicKey.length + 32);
        return out.varint(maxProtocolVersion)
                .bool(gossipInbox)
                .string(kemAlgorithm)
                .varint(maxEnvelopeBytes)
                .vec(kemPublicKey)
                .toBytes();
    }

    static DmCapabilities read(PostcardReader in) throws MalformedException {
        return new DmCapabilities(in.u16(), in.bool(), in.string(), in.u64(), in.vec());
    }

    /** The bincode form, as in the commitment of a card. */
    void write(BincodeWriter out) {
        out.u16(maxProtocolVersion)
                .bool(gossipInbox)
                .string(kemAlgorithm)
                .u64(maxEnvelopeBytes)
                .vec(kemPublicKey);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DmCapabilities same
                && maxProtocolVersion == same.maxProtocolVersion
                && gossipInbox == same.gossipInbox
                && kemAlgorithm.equals(same.kemAlgorithm)
                && maxEnvelopeBytes == same.maxEnvelopeBytes
                && Arrays.equals(kemPublicKey, same.kemPublicKey);
    }

    @Override
    public int hashCode() {
        return Objects.hash(
                maxProtocolVersion,
                gossipInbox,
                kemAlgorithm,
                maxEnvelopeBytes,
                Arrays.hashCode(kemPublicKey));
    }
}
