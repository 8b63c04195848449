// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.envelope;

import dev.x0x.identity.codec.MalformedException;
import dev.x0x.identity.codec.PostcardReader;
import dev.x0x.identity.codec.PostcardWriter;

import java.util.Optional;

/** What is encrypted (PROTOCOL.md §2.2). */
record DmPlaintext(MessageId messageId, byte[] payload, Optional<String> contentType) {
    byte[] encode() {
        PostcardWriter out =
                new PostcardWriter(payload.length + 32)
                        .raw(messageId.bytes())
                        .vec(payload)
                        .option(contentType.isPresent());
        contentType.ifPresent(out::string);
        return out.toBytes();
    }

    static DmPlaintext decode(byte[] bytes) throws MalformedException {
        PostcardReader in = new PostcardReader(bytes, EnvelopeCodec.LIMIT);
        MessageId id = MessageId.of(in.raw(16));
        byte[] payload = in.vec();
        Optional<String> type = in.option() ? Optional.of(in.string()) : Optional.empty();
        in.end();
        return new DmPlaintext(id, payload, type);
    }
}
