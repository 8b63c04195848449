// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.envelope;

import dev.x0x.identity.AgentId;
import dev.x0x.identity.MachineId;
import dev.x0x.identity.codec.MalformedException;
import dev.x0x.identity.codec.Refusal;
import dev.x0x.identity.keys.ChaCha20Poly1305;
import dev.x0x.identity.keys.KemKeyPair;
import dev.x0x.identity.keys.SecretKeyBytes;

import java.util.Optional;

/** An envelope whose agent and machine are proven. What is in it is not read yet. */
public final class Verified {
    private final Contents contents;

    Verified(Contents contents) {
        this.contents = contents;
    }

    /** What it says of itself; both sender ids are proven. */
    public EnvelopeHeader header() {
        return contents.header();
    }

    /** Who sent it. */
    public AgentId senderAgent() {
        return contents.header().senderAgent();
    }

    /** The machine that attested it. Answers go here, never to the carrier's origin (B1). */
    public MachineId attestedMachine() {
        return contents.header().senderMachine();
    }

    /**
     * Decapsulates, opens, and compares the inner id with the outer.
     *
     * @param keys our own pairs in the order to try: the current one, then the one before
     * @throws MalformedException {@code bad_tag} if no key opens it, a decoding refusal, or {@code
     *     request_id_mismatch}
     */
    public Opened open(KemKeyPair... keys) throws MalformedException {
        byte[] aad = SignedBytes.payload(contents.header());
        for (KemKeyPair pair : keys) {
            Optional<byte[]> plain = decrypt(pair, aad);
            if (plain.isPresent()) {
                byte[] payload = payload(plain.get(), contents.header().messageId());
                return new Opened(contents, payload, pair == keys[0]);
            }
        }
        throw new MalformedException(Refusal.BAD_TAG, "no key of ours opens this envelope");
    }

    private Optional<byte[]> decrypt(KemKeyPair pair, byte[] aad) {
        DmBody.Payload payload = contents.payload();
        Optional<SecretKeyBytes> secret = pair.decapsulate(payload.kemCiphertext());
        if (secret.isEmpty()) {
            return Optional.empty();
        }
        try (SecretKeyBytes key = secret.get()) {
            return ChaCha20Poly1305.open(key, payload.nonce(), aad, payload.ciphertext());
        }
    }

    /** The payload of a decrypted envelope; its inner id must be the outer one. */
    static byte[] payload(byte[] plain, MessageId outer) throws MalformedException {
        DmPlaintext inner = DmPlaintext.decode(plain);
        if (!inner.messageId().equals(outer)) {
            throw new MalformedException(
                    Refusal.REQUEST_ID_MISMATCH, "sealed under another message id");
        }
        if (inner.payload().length > Message.MAX_PAYLOAD) {
            throw new MalformedException(
                    Refusal.LENGTH_TOO_LARGE,
                    inner.payload().length + " bytes, at most " + Message.MAX_PAYLOAD);
        }
        return inner.payload();
    }
}
