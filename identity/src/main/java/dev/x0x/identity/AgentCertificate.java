// SPDX-License-Identifier: Apache-2.0
package dev.x0x.identity;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.x0x.identity.codec.BincodeReader;
import dev.x0x.identity.codec.BincodeWriter;
import dev.x0x.identity.codec.MalformedException;
import dev.x0x.identity.codec.Refusal;
import dev.x0x.identity.keys.MlDsa;

import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/**
 * A user's signed word that an agent is theirs (PROTOCOL.md §1.5). The arrays are not copied.
 *
 * @param issuedAt Unix seconds, u64
 * @param notAfter Unix seconds, u64; none never expires
 */
public record AgentCertificate(
        byte[] userPublicKey,
        byte[] agentPublicKey,
        byte[] signature,
        long issuedAt,
        Optional<Long> notAfter) {
    private static final byte[] MAGIC = "X0C2".getBytes(US_ASCII);
    private static final int LIMIT = 4 << 20;
    private static final long SKEW_SECONDS = 300;

    /** A certificate by {@code user} for the agent with this key. */
    public static AgentCertificate signed(
            UserKeys user, byte[] agentPublicKey, Instant issued, Optional<Instant> notAfter) {
        long issuedAt = issued.getEpochSecond();
        Optional<Long> until = notAfter.map(Instant::getEpochSecond);
        var unsigned =
                new AgentCertificate(
                        user.publicKey(), agentPublicKey.clone(), new byte[0], issuedAt, until);
        return new AgentCertificate(
                unsigned.userPublicKey,
                unsigned.agentPublicKey,
                user.sign(unsigned.signedBytes()),
                issuedAt,
                until);
    }

    /**
     * Reads the contents of {@code agent.cert}.
     *
     * @throws MalformedException if they are neither the plain nor the expiring form
     */
    public static AgentCertificate decodeFile(byte[] bytes) throws MalformedException {
        boolean expiring = startsWith(bytes, MAGIC);
        var in =
                new BincodeReader(
                        expiring ? Arrays.copyOfRange(bytes, MAGIC.length, bytes.length) : bytes,
                        LIMIT);
        AgentCertificate read = expiring ? read(in) : readPlain(in);
        in.end();
        if (expiring && read.notAfter.isEmpty()) {
            // such a file would re-encode to the plain form
            throw new MalformedException(Refusal.BAD_OPTION, "expiring form without an expiry");
        }
        return read;
    }

    /** The contents of {@code agent.cert}. */
    public byte[] encodeFile() {
        var out = new BincodeWriter(8_192);
        if (notAfter.isPresent()) {
            out.raw(MAGIC);
            write(out);
        } else {
            writePlain(out);
        }
        return out.toBytes();
    }

    /** Reads the five-field form used inside other records. */
    static AgentCertificate read(BincodeReader in) throws MalformedException {
        AgentCertificate plain = readPlain(in);
        Optional<Long> until = in.option() ? Optional.of(in.u64()) : Optional.empty();
        return new AgentCertificate(
                plain.userPublicKey, plain.agentPublicKey, plain.signature, plain.issuedAt, until);
    }

    /** Writes the five-field form. */
    void write(BincodeWriter out) {
        writePlain(out);
        out.option(notAfter.isPresent());
        notAfter.ifPresent(out::u64);
    }

    /** What the signature is over. */
    public byte[] signedBytes() {
        var out = new BincodeWriter(4_096);
        String domain = notAfter.isPresent() ? "x0x-agent-cert-v2" : "x0x-agent-cert-v1";
        out.raw(domain.getBytes(US_ASCII)).raw(userPublicKey).raw(agentPublicKey).u64(issuedAt);
        notAfter.ifPresent(out::u64);
        return out.toBytes();
    }

    /**
     * Proves that this user said so of this agent.
     *
     * @throws MalformedException {@code bad_length}, {@code id_mismatch} if a key is another's, or
     *     {@code bad_signature}
     */
    public void verify(UserId user, AgentId agent) throws MalformedException {
        if (!UserId.derive(userPublicKey).equals(user)) {
            throw new MalformedException(Refusal.ID_MISMATCH, "certificate is not by " + user);
        }
        if (!AgentId.derive(agentPublicKey).equals(agent)) {
            throw new MalformedException(Refusal.ID_MISMATCH, "certificate is not for " + agent);
        }
        if (!MlDsa.verify(userPublicKey, signedBytes(), signature)) {
            throw new MalformedException(
                    Refusal.BAD_SIGNATURE, "certificate not signed by " + user);
        }
    }

    /** Whether it is over, five minutes of clock skew allowed (PROTOCOL.md §1.5). */
    public boolean expiredAt(Instant now) {
        // unsigned: the difference, not the sum, since not_after may be 2^64 - 1
        return notAfter.isPresent()
                && Long.compareUnsigned(now.getEpochSecond(), notAfter.get()) > 0
                && now.getEpochSecond() - notAfter.get() > SKEW_SECONDS;
    }

    private static AgentCertificate readPlain(BincodeReader in) throws MalformedException {
        return new AgentCertificate(
                in.vec(MlDsa.PUBLIC_KEY),
                in.vec(MlDsa.PUBLIC_KEY),
                in.vec(MlDsa.SIGNATURE),
                in.u64(),
                Optional.empty());
    }

    private void writePlain(BincodeWriter out) {
        out.vec(userPublicKey).vec(agentPublicKey).vec(signature).u64(issuedAt);
    }

    static boolean startsWith(byte[] bytes, byte[] magic) {
        return bytes.length >= magic.length
                && Arrays.equals(bytes, 0, magic.length, magic, 0, magic.length);
    }
}
