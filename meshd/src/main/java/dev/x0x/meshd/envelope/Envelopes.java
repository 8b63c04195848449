// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.envelope;

import dev.x0x.identity.codec.MalformedException;
import dev.x0x.identity.codec.Refusal;
import dev.x0x.identity.keys.ChaCha20Poly1305;
import dev.x0x.identity.keys.MlKem;
import dev.x0x.identity.keys.SecretKeyBytes;

import java.security.InvalidKeyException;
import java.security.SecureRandom;
import java.util.Optional;

/**
 * Sealing, and the first step of opening. The others are on the value each step gives: {@link
 * Received}, {@link Keyed}, {@link Signed}, {@link Verified}, {@link Opened}.
 */
public final class Envelopes {
    private Envelopes() {}

    /**
     * Seals a message: a fresh encapsulation, the agent's signature, the machine's attestation.
     * Twice the same message gives two different envelopes; a resend repeats the bytes.
     *
     * @return the body of a carrier frame
     * @throws InvalidKeyException if the recipient's encapsulation key is none
     */
    public static byte[] seal(
            Sender sender,
            Recipient recipient,
            Message message,
            NetworkHash network,
            SecureRandom random)
            throws InvalidKeyException {
        EnvelopeHeader header =
                new EnvelopeHeader(
                        1,
                        message.id(),
                        sender.agent().id(),
                        sender.machine().id(),
                        recipient.agent(),
                        message.createdMs(),
                        message.expiresMs());
        byte[] body = BodyCodec.encode(encrypt(header, recipient, message, random));
        byte[] signature = sender.agent().sign(SignedBytes.agent(header, body));
        byte[] machineKey = sender.machine().publicKey();
        byte[] attested =
                sender.machine()
                        .sign(
                                SignedBytes.attestation2(
                                        header, machineKey, network, recipient.machine(), body));
        return EnvelopeCodec.encode(
                header,
                body,
                signature,
                Optional.of(new DmOriginAttestation(2, header, machineKey, attested)));
    }

    private static DmBody encrypt(
            EnvelopeHeader header, Recipient recipient, Message message, SecureRandom random)
            throws InvalidKeyException {
        MlKem.Encapsulated made = MlKem.encapsulate(recipient.kemPublicKey(), random);
        byte[] nonce = new byte[ChaCha20Poly1305.NONCE];
        random.nextBytes(nonce);
        byte[] plain = new DmPlaintext(message.id(), message.payload(), Optional.empty()).encode();
        try (SecretKeyBytes key = made.sharedSecret()) {
            return new DmBody.Payload(
                    made.ciphertext(),
                    nonce,
                    ChaCha20Poly1305.seal(key, nonce, SignedBytes.payload(header), plain));
        }
    }

    /**
     * Reads the envelope in a carrier frame and checks every length in it.
     *
     * @throws MalformedException a decoding refusal; {@code unknown_variant} for the field's
     *     unsealed acks, which do not count over the carrier (A7)
     */
    public static Received decode(byte[] carrierBody) throws MalformedException {
        EnvelopeCodec.Decoded decoded = EnvelopeCodec.decode(carrierBody);
        return switch (decoded.envelope().body()) {
            case DmBody.Payload payload ->
                    new Received(new Contents(carrierBody, decoded, payload));
            case DmBody.Ack _ ->
                    throw new MalformedException(
                            Refusal.UNKNOWN_VARIANT, "an unsealed ack, refused over the carrier");
        };
    }

    /**
     * The same for a whole frame of kind envelope, which must name the envelope it carries (A1).
     *
     * @throws MalformedException also {@code bad_kind} and {@code request_id_mismatch}
     */
    public static Received decode(CarrierFrame frame) throws MalformedException {
        if (frame.kind() != CarrierKind.ENVELOPE) {
            throw new MalformedException(Refusal.BAD_KIND, "not an envelope: " + frame.kind());
        }
        Received received = decode(frame.body());
        if (!received.header().messageId().equals(frame.messageId())) {
            throw new MalformedException(
                    Refusal.REQUEST_ID_MISMATCH, "the frame names another message than it carries");
        }
        return received;
    }
}
