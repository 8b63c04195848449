// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.envelope;

import dev.x0x.identity.AgentKeys;
import dev.x0x.identity.MachineId;
import dev.x0x.identity.MachineKeys;
import dev.x0x.identity.codec.MalformedException;
import dev.x0x.identity.codec.PostcardWriter;
import dev.x0x.identity.keys.ChaCha20Poly1305;
import dev.x0x.identity.keys.MlKem;
import dev.x0x.identity.keys.SecretKeyBytes;

import java.security.InvalidKeyException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;

/**
 * Envelopes as nobody should write them: every part is chosen apart from the others.
 *
 * @param innerId sealed with the payload
 * @param attestedFor the machine that the attestation names
 * @param network the network that the attestation names
 * @param unsealedAck instead of a payload, the field's unsealed acknowledgement of this message
 */
public record Forgery(
        EnvelopeHeader header,
        AgentKeys signer,
        MachineKeys attester,
        byte[] kemPublicKey,
        byte[] payload,
        MessageId innerId,
        NetworkHash network,
        MachineId attestedFor,
        Twist twist,
        Optional<MessageId> unsealedAck) {

    /** What is wrong with the bytes. */
    public enum Twist {
        GENUINE,
        /** Not even the tag of the option. */
        ATTESTATION_ABSENT,
        /** The tag says none. */
        ATTESTATION_NONE,
        ATTESTATION_VERSION_1,
        ATTESTATION_CUT,
        ATTESTATION_OF_OTHER_BODY,
        ATTESTATION_SIGNATURE,
        TRAILING_BYTE,
        AGENT_SIGNATURE,
        /** The protocol version as a varint of two bytes. */
        FAT_VARINT
    }

    /** The body of a carrier frame. */
    public byte[] bytes(SecureRandom random) throws InvalidKeyException {
        byte[] body = BodyCodec.encode(body(random));
        byte[] signature = signer.sign(SignedBytes.agent(header, body));
        if (twist == Twist.AGENT_SIGNATURE) {
            signature[1000] ^= 1;
        }
        byte[] whole = EnvelopeCodec.encode(header, body, signature, attestation(body));
        return switch (twist) {
            case ATTESTATION_ABSENT -> Arrays.copyOf(whole, whole.length - 1);
            case ATTESTATION_CUT -> Arrays.copyOf(whole, whole.length - 100);
            case TRAILING_BYTE -> Arrays.copyOf(whole, whole.length + 1);
            case FAT_VARINT -> fat(whole);
            case GENUINE,
                    ATTESTATION_NONE,
                    ATTESTATION_VERSION_1,
                    ATTESTATION_OF_OTHER_BODY,
                    ATTESTATION_SIGNATURE,
                    AGENT_SIGNATURE ->
                    whole;
        };
    }

    private Optional<DmOriginAttestation> attestation(byte[] body) {
        if (twist == Twist.ATTESTATION_ABSENT || twist == Twist.ATTESTATION_NONE) {
            return Optional.empty();
        }
        byte[] key = attester.publicKey();
        if (twist == Twist.ATTESTATION_VERSION_1) {
            byte[] signed = attester.sign(SignedBytes.attestation1(header, key));
            return Optional.of(new DmOriginAttestation(1, header, key, signed));
        }
        byte[] attested = body.clone();
        if (twist == Twist.ATTESTATION_OF_OTHER_BODY) {
            attested[attested.length - 1] ^= 1;
        }
        byte[] signed =
                attester.sign(
                        SignedBytes.attestation2(header, key, network, attestedFor, attested));
        if (twist == Twist.ATTESTATION_SIGNATURE) {
            signed[1000] ^= 1;
        }
        return Optional.of(new DmOriginAttestation(2, header, key, signed));
    }

    private DmBody body(SecureRandom random) throws InvalidKeyException {
        if (unsealedAck.isPresent()) {
            return new DmBody.Ack(unsealedAck.get(), new DmBody.Outcome.Accepted());
        }
        MlKem.Encapsulated made = MlKem.encapsulate(kemPublicKey, random);
        byte[] nonce = new byte[ChaCha20Poly1305.NONCE];
        random.nextBytes(nonce);
        byte[] plain = new DmPlaintext(innerId, payload, Optional.empty()).encode();
        try (SecretKeyBytes key = made.sharedSecret()) {
            return new DmBody.Payload(
                    made.ciphertext(),
                    nonce,
                    ChaCha20Poly1305.seal(key, nonce, SignedBytes.payload(header), plain));
        }
    }

    private static byte[] fat(byte[] whole) {
        return new PostcardWriter(whole.length + 1)
                .u8(whole[0] | 0x80)
                .u8(0)
                .raw(Arrays.copyOfRange(whole, 1, whole.length))
                .toBytes();
    }

    /**
     * One envelope with the attestation of another.
     *
     * @param dressed whether the fields that repeat the envelope's are made to fit
     */
    public static byte[] graft(byte[] onto, byte[] from, boolean dressed)
            throws MalformedException {
        EnvelopeCodec.Decoded target = EnvelopeCodec.decode(onto);
        DmOriginAttestation taken =
                EnvelopeCodec.decode(from).envelope().attestation().orElseThrow();
        EnvelopeHeader mirrored = dressed ? target.envelope().header() : taken.mirrored();
        return EnvelopeCodec.encode(
                target.envelope().header(),
                target.body(),
                target.envelope().signature(),
                Optional.of(
                        new DmOriginAttestation(
                                taken.version(),
                                mirrored,
                                taken.machinePublicKey(),
                                taken.signature())));
    }
}
