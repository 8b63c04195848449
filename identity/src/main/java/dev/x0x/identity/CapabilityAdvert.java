// SPDX-License-Identifier: Apache-2.0
package dev.x0x.identity;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.x0x.identity.codec.MalformedException;
import dev.x0x.identity.codec.PostcardReader;
import dev.x0x.identity.codec.PostcardWriter;
import dev.x0x.identity.codec.Refusal;
import dev.x0x.identity.keys.MlDsa;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Instant;

/**
 * An agent's signed word on where it runs and which key to seal to (PROTOCOL.md §5.4). Decoding
 * proves nothing; {@link #verify} does. How old an advert may be is for its keeper to say.
 *
 * @param createdMillis Unix milliseconds, u64
 * @param signature 3309 bytes by the agent's key, not copied
 */
public record CapabilityAdvert(
        AgentId agent,
        MachineId machine,
        long createdMillis,
        DmCapabilities capabilities,
        byte[] signature) {
    private static final int VERSION = 1;
    private static final int LIMIT = 65_536;
    private static final byte[] DOMAIN = "x0x-caps-v1".getBytes(US_ASCII);

    /** An advert by {@code keys} for {@code machine}. */
    public static CapabilityAdvert signed(
            AgentKeys keys, MachineId machine, Instant created, DmCapabilities capabilities) {
        long millis = created.toEpochMilli();
        byte[] message = signedBytes(keys.id(), machine, millis, capabilities);
        return new CapabilityAdvert(keys.id(), machine, millis, capabilities, keys.sign(message));
    }

    /**
     * Reads an advert.
     *
     * @throws MalformedException if these are not the bytes of one; {@code bad_version} for another
     *     version than 1
     */
    public static CapabilityAdvert decode(byte[] bytes) throws MalformedException {
        var in = new PostcardReader(bytes, LIMIT);
        int version = in.u16();
        if (version != VERSION) {
            throw new MalformedException(
                    Refusal.BAD_VERSION, "advert version " + version + ", expected " + VERSION);
        }
        var advert =
                new CapabilityAdvert(
                        AgentId.of(in.raw(32)),
                        MachineId.of(in.raw(32)),
                        in.u64(),
                        DmCapabilities.read(in),
                        in.vec(MlDsa.SIGNATURE));
        in.end();
        return advert;
    }

    /** The bytes that {@link #decode} reads. */
    public byte[] encode() {
        return new PostcardWriter(5_120)
                .varint(VERSION)
                .raw(agent.bytes())
                .raw(machine.bytes())
                .varint(createdMillis)
                .raw(capabilities.postcard())
                .vec(signature)
                .toBytes();
    }

    /** What the signature is over. */
    public byte[] signedBytes() {
        return signedBytes(agent, machine, createdMillis, capabilities);
    }

    /**
     * Proves that the agent said this.
     *
     * @param agentPublicKey as carried beside the advert
     * @throws MalformedException {@code bad_length} or {@code id_mismatch} if the key is not the
     *     agent's, {@code bad_signature}
     */
    public void verify(byte[] agentPublicKey) throws MalformedException {
        if (!AgentId.derive(agentPublicKey).equals(agent)) {
            throw new MalformedException(Refusal.ID_MISMATCH, "the key is not that of " + agent);
        }
        if (!MlDsa.verify(agentPublicKey, signedBytes(), signature)) {
            throw new MalformedException(Refusal.BAD_SIGNATURE, "advert not signed by " + agent);
        }
    }

    private static byte[] signedBytes(
            AgentId agent, MachineId machine, long createdMillis, DmCapabilities capabilities) {
        var out = new ByteArrayOutputStream();
        out.writeBytes(DOMAIN);
        out.writeBytes(ByteBuffer.allocate(2).putShort((short) VERSION).array());
        out.writeBytes(agent.bytes());
        out.writeBytes(machine.bytes());
        out.writeBytes(ByteBuffer.allocate(8).putLong(createdMillis).array());
        out.writeBytes(capabilities.postcard());
        return out.toByteArray();
    }
}
