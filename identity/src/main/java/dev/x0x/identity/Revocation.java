// SPDX-License-Identifier: Apache-2.0
package dev.x0x.identity;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.x0x.identity.codec.BincodeReader;
import dev.x0x.identity.codec.BincodeWriter;
import dev.x0x.identity.codec.MalformedException;
import dev.x0x.identity.codec.Refusal;
import dev.x0x.identity.keys.Digest;
import dev.x0x.identity.keys.MlDsa;
import dev.x0x.identity.keys.SigningKeyPair;

import java.time.Instant;
import java.util.Optional;

/**
 * The signed end of an agent or a machine (PROTOCOL.md §1.7). Final: there is no un-revoking. The
 * arrays are not copied.
 *
 * @param revokedAt Unix seconds, u64
 */
public record Revocation(
        Subject subject,
        byte[] issuerPublicKey,
        long revokedAt,
        Optional<String> reason,
        byte[] signature) {
    static final int LIMIT = 2 << 20;
    private static final byte[] DOMAIN = "x0x-revocation-v1".getBytes(US_ASCII);

    /** Who is revoked. */
    public sealed interface Subject {
        /** An agent, wherever it runs. */
        record Agent(AgentId id) implements Subject {}

        /** A machine, whatever runs there. */
        record Machine(MachineId id) implements Subject {}
    }

    /** A revocation of {@code subject} by the owner of {@code issuer}. */
    @SuppressWarnings("exports") // only the modules that may sign are given the key types
    public static Revocation signed(
            SigningKeyPair issuer, Subject subject, Instant revoked, Optional<String> reason) {
        var unsigned =
                new Revocation(
                        subject, issuer.publicKey(), revoked.getEpochSecond(), reason, new byte[0]);
        return new Revocation(
                subject,
                unsigned.issuerPublicKey,
                unsigned.revokedAt,
                reason,
                issuer.sign(unsigned.signedBytes()));
    }

    static Revocation read(BincodeReader in) throws MalformedException {
        return new Revocation(
                readSubject(in),
                in.vec(MlDsa.PUBLIC_KEY),
                in.u64(),
                in.option() ? Optional.of(in.string()) : Optional.empty(),
                in.vec(MlDsa.SIGNATURE));
    }

    void write(BincodeWriter out) {
        switch (subject) {
            case Subject.Agent(var id) -> out.u32(0).raw(id.bytes());
            case Subject.Machine(var id) -> out.u32(1).raw(id.bytes());
        }
        out.vec(issuerPublicKey).u64(revokedAt).option(reason.isPresent());
        reason.ifPresent(out::string);
        out.vec(signature);
    }

    /** What the signature is over; no reason and an empty one read the same. */
    public byte[] signedBytes() {
        var out = new BincodeWriter(2_048).raw(DOMAIN);
        switch (subject) {
            case Subject.Agent(var id) -> out.u8(1).raw(id.bytes());
            case Subject.Machine(var id) -> out.u8(2).raw(id.bytes());
        }
        return out.raw(issuerPublicKey)
                .u64(revokedAt)
                .vec(reason.orElse("").getBytes(UTF_8))
                .toBytes();
    }

    /** What makes two records the same one: BLAKE3 of the signed bytes. */
    public byte[] duplicateKey() {
        return Digest.blake3(signedBytes());
    }

    /**
     * Proves that the issuer said this and may: it is the subject, or the user who certified the
     * agent.
     *
     * @param certificate the subject agent's, if one is known
     * @throws MalformedException {@code id_mismatch} without that right, {@code bad_signature}
     */
    public void verify(Optional<AgentCertificate> certificate) throws MalformedException {
        if (!issuedBySubject()) {
            verifyUser(certificate);
        }
        if (!MlDsa.verify(issuerPublicKey, signedBytes(), signature)) {
            throw new MalformedException(
                    Refusal.BAD_SIGNATURE, "revocation not signed by its issuer");
        }
    }

    private boolean issuedBySubject() throws MalformedException {
        return switch (subject) {
            case Subject.Agent(var id) -> AgentId.derive(issuerPublicKey).equals(id);
            case Subject.Machine(var id) -> MachineId.derive(issuerPublicKey).equals(id);
        };
    }

    private void verifyUser(Optional<AgentCertificate> certificate) throws MalformedException {
        if (!(subject instanceof Subject.Agent(var agent)) || certificate.isEmpty()) {
            throw new MalformedException(
                    Refusal.ID_MISMATCH, "the issuer is not the subject and has no certificate");
        }
        certificate.get().verify(UserId.derive(issuerPublicKey), agent);
    }

    private static Subject readSubject(BincodeReader in) throws MalformedException {
        long kind = in.u32();
        if (kind == 0) {
            return new Subject.Agent(AgentId.of(in.raw(32)));
        }
        if (kind == 1) {
            return new Subject.Machine(MachineId.of(in.raw(32)));
        }
        throw new MalformedException(Refusal.UNKNOWN_ENUM, "revocation subject " + kind);
    }
}
