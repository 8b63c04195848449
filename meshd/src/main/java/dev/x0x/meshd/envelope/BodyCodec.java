// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.envelope;

import dev.x0x.identity.codec.MalformedException;
import dev.x0x.identity.codec.PostcardReader;
import dev.x0x.identity.codec.PostcardWriter;
import dev.x0x.identity.codec.Refusal;
import dev.x0x.identity.keys.ChaCha20Poly1305;
import dev.x0x.identity.keys.MlKem;
import dev.x0x.meshd.envelope.DmBody.Outcome;

/** Bodies and their postcard bytes. */
final class BodyCodec {
    private BodyCodec() {}

    static byte[] encode(DmBody body) {
        PostcardWriter out = new PostcardWriter();
        switch (body) {
            case DmBody.Payload(byte[] kem, byte[] nonce, byte[] ciphertext) ->
                    out.varint(0).vec(kem).raw(nonce).vec(ciphertext);
            case DmBody.Ack(MessageId acknowledged, Outcome outcome) -> {
                out.varint(1).raw(acknowledged.bytes());
                encode(outcome, out);
            }
        }
        return out.toBytes();
    }

    static DmBody decode(byte[] bytes) throws MalformedException {
        PostcardReader in = new PostcardReader(bytes, EnvelopeCodec.LIMIT);
        DmBody body = read(in);
        in.end();
        return body;
    }

    static DmBody read(PostcardReader in) throws MalformedException {
        long variant = in.u32();
        if (variant == 0) {
            return payload(in);
        }
        if (variant == 1) {
            return new DmBody.Ack(MessageId.of(in.raw(16)), outcome(in));
        }
        throw new MalformedException(Refusal.UNKNOWN_VARIANT, "body variant " + variant);
    }

    private static DmBody.Payload payload(PostcardReader in) throws MalformedException {
        byte[] kem = in.vec(MlKem.CIPHERTEXT);
        byte[] nonce = in.raw(ChaCha20Poly1305.NONCE);
        byte[] ciphertext = in.vec();
        if (ciphertext.length < ChaCha20Poly1305.TAG) {
            throw new MalformedException(
                    Refusal.BAD_LENGTH, "ciphertext of " + ciphertext.length + " bytes has no tag");
        }
        return new DmBody.Payload(kem, nonce, ciphertext);
    }

    private static void encode(Outcome outcome, PostcardWriter out) {
        switch (outcome) {
            case Outcome.Accepted() -> out.varint(0);
            case Outcome.RejectedByPolicy(String reason) -> out.varint(1).string(reason);
            case Outcome.AckSemanticsUnavailable(String reason) -> out.varint(2).string(reason);
            case Outcome.IdempotencyConflict(String reason) -> out.varint(3).string(reason);
        }
    }

    private static Outcome outcome(PostcardReader in) throws MalformedException {
        long variant = in.u32();
        if (variant > 3) {
            throw new MalformedException(Refusal.UNKNOWN_VARIANT, "ack outcome " + variant);
        }
        return switch ((int) variant) {
            case 0 -> new Outcome.Accepted();
            case 1 -> new Outcome.RejectedByPolicy(in.string());
            case 2 -> new Outcome.AckSemanticsUnavailable(in.string());
            default -> new Outcome.IdempotencyConflict(in.string());
        };
    }
}
