// SPDX-License-Identifier: Apache-2.0
package dev.x0x.identity;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.x0x.identity.codec.BincodeWriter;
import dev.x0x.identity.codec.MalformedException;
import dev.x0x.identity.codec.Refusal;
import dev.x0x.identity.keys.MlDsa;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A machine's signed word on which agent it runs and where it can be dialled (PROTOCOL.md §5.1).
 * Decoding proves nothing; {@link #verify} proves that the machine said it, never that the agent
 * agrees. The arrays are not copied.
 *
 * @param announcedAt Unix seconds, u64
 * @param agentPublicKey absent in the legacy form
 */
public record IdentityAnnouncement(
        AgentId agent,
        MachineId machine,
        Optional<UserId> user,
        Optional<AgentCertificate> certificate,
        byte[] machinePublicKey,
        byte[] machineSignature,
        long announcedAt,
        Reachability reachability,
        Optional<byte[]> agentPublicKey) {
    static final byte[] MAGIC = "X0A2".getBytes(US_ASCII);

    /** An announcement by {@code machine} that it runs {@code agent}, without a user. */
    public static IdentityAnnouncement signed(
            MachineKeys machine, AgentKeys agent, Instant announced, Reachability reachability) {
        var unsigned =
                new IdentityAnnouncement(
                        agent.id(),
                        machine.id(),
                        Optional.empty(),
                        Optional.empty(),
                        machine.publicKey(),
                        new byte[0],
                        announced.getEpochSecond(),
                        reachability,
                        Optional.of(agent.publicKey()));
        return new IdentityAnnouncement(
                unsigned.agent,
                unsigned.machine,
                unsigned.user,
                unsigned.certificate,
                unsigned.machinePublicKey,
                machine.sign(unsigned.signedBytes()),
                unsigned.announcedAt,
                unsigned.reachability,
                unsigned.agentPublicKey);
    }

    /**
     * Reads an announcement, in the present or the legacy form.
     *
     * @throws MalformedException if these are not the bytes of one
     */
    public static IdentityAnnouncement decode(byte[] bytes) throws MalformedException {
        return AnnouncementReader.read(bytes);
    }

    /** The bytes that {@link #decode} reads: the legacy form if there is no agent key. */
    public byte[] encode() {
        var out = new BincodeWriter(8_192);
        if (agentPublicKey.isPresent()) {
            out.raw(MAGIC);
        }
        write(out, true);
        agentPublicKey.ifPresent(out::vec);
        return out.toBytes();
    }

    /** What the machine's signature is over. */
    public byte[] signedBytes() {
        var out = new BincodeWriter(4_096);
        write(out, false);
        return out.toBytes();
    }

    /**
     * Proves that the machine said this and that the keys and certificate are those of the ids.
     * Whether the time is right and the certificate not yet over is for the keeper to judge.
     *
     * @throws MalformedException {@code id_mismatch}, {@code user_certificate_pair} or {@code
     *     bad_signature}
     */
    public void verify() throws MalformedException {
        if (!MachineId.derive(machinePublicKey).equals(machine)) {
            throw new MalformedException(
                    Refusal.ID_MISMATCH, "the machine key is not that of " + machine);
        }
        if (user.isPresent() != certificate.isPresent()) {
            throw new MalformedException(
                    Refusal.USER_CERTIFICATE_PAIR, "a user id and a certificate go together");
        }
        if (agentPublicKey.isPresent() && !AgentId.derive(agentPublicKey.get()).equals(agent)) {
            throw new MalformedException(
                    Refusal.ID_MISMATCH, "the agent key is not that of " + agent);
        }
        if (!MlDsa.verify(machinePublicKey, signedBytes(), machineSignature)) {
            throw new MalformedException(
                    Refusal.BAD_SIGNATURE, "announcement not signed by " + machine);
        }
        if (certificate.isPresent()) {
            certificate.get().verify(user.orElseThrow(), agent);
        }
    }

    private void write(BincodeWriter out, boolean withSignature) {
        out.raw(agent.bytes()).raw(machine.bytes()).option(user.isPresent());
        user.ifPresent(id -> out.raw(id.bytes()));
        out.option(certificate.isPresent());
        certificate.ifPresent(one -> one.write(out));
        out.vec(machinePublicKey);
        if (withSignature) {
            out.vec(machineSignature);
        }
        out.count(reachability.addresses().size());
        reachability.addresses().forEach(one -> one.write(out));
        out.u64(announcedAt).option(reachability.natType().isPresent());
        reachability.natType().ifPresent(out::string);
        flag(out, reachability.canReceiveDirect());
        flag(out, reachability.isRelay());
        flag(out, reachability.isCoordinator());
        machines(out, reachability.reachableVia());
        machines(out, reachability.relayCandidates());
    }

    private static void flag(BincodeWriter out, Optional<Boolean> value) {
        out.option(value.isPresent());
        value.ifPresent(out::bool);
    }

    private static void machines(BincodeWriter out, List<MachineId> ids) {
        out.count(ids.size());
        ids.forEach(id -> out.raw(id.bytes()));
    }
}
