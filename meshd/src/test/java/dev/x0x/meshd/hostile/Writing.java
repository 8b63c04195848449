// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.hostile;

import static dev.x0x.meshd.hostile.Desk.text;

import com.fasterxml.jackson.databind.JsonNode;

import dev.x0x.exec.wire.ExecFrame;
import dev.x0x.exec.wire.ExecPayload;
import dev.x0x.exec.wire.Target;
import dev.x0x.identity.AgentId;
import dev.x0x.identity.AgentKeys;
import dev.x0x.identity.MachineId;
import dev.x0x.identity.MachineKeys;
import dev.x0x.identity.codec.Hex;
import dev.x0x.identity.codec.MalformedException;
import dev.x0x.meshd.envelope.CarrierFrame;
import dev.x0x.meshd.envelope.CarrierKind;
import dev.x0x.meshd.envelope.EnvelopeHeader;
import dev.x0x.meshd.envelope.Forgery;
import dev.x0x.meshd.envelope.MessageId;
import dev.x0x.meshd.envelope.NetworkHash;

import java.io.ByteArrayOutputStream;
import java.security.InvalidKeyException;
import java.security.SecureRandom;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Envelopes and carrier frames, genuine unless a line says otherwise. */
final class Writing {
    private static final long LIFE_MS = 30_000;

    private final SecureRandom random;
    private final Map<String, AgentKeys> agents;
    private final Map<String, MachineKeys> machines;

    /** An envelope and what its carrier frame must say. */
    record Sealed(byte[] body, byte[] agentKey, MessageId messageId) {}

    Writing(SecureRandom random, Map<String, AgentKeys> agents, Map<String, MachineKeys> machines) {
        this.random = random;
        this.agents = agents;
        this.machines = machines;
    }

    Sealed seal(JsonNode line, Machine by, Desk.Victim to, List<ExecFrame> frames)
            throws MalformedException, InvalidKeyException {
        MessageId message = id(line, "message_id", MessageId.random(random));
        long created = System.currentTimeMillis() + line.path("created_ms").asLong();
        EnvelopeHeader header =
                new EnvelopeHeader(
                        1,
                        message,
                        line.has("claim_agent")
                                ? AgentId.parse(text(line, "claim_agent"))
                                : by.agent.id(),
                        line.has("claim_machine")
                                ? MachineId.parse(text(line, "claim_machine"))
                                : by.machine.id(),
                        line.has("for_agent")
                                ? AgentId.parse(text(line, "for_agent"))
                                : to.self().agent(),
                        created,
                        created + line.path("life_ms").asLong(LIFE_MS));
        AgentKeys signer = line.has("agent_key") ? agents.get(text(line, "agent_key")) : by.agent;
        MachineKeys attester =
                line.has("machine_key") ? machines.get(text(line, "machine_key")) : by.machine;
        Forgery forgery =
                new Forgery(
                        header,
                        signer,
                        attester,
                        to.card().capabilities().orElseThrow().kemPublicKey(),
                        payload(line, frames),
                        id(line, "inner_id", message),
                        line.has("for_network")
                                ? NetworkHash.ofName(text(line, "for_network"))
                                : by.network,
                        line.has("for_machine")
                                ? MachineId.parse(text(line, "for_machine"))
                                : to.self().machine(),
                        Forgery.Twist.valueOf(
                                line.path("twist").asText("genuine").toUpperCase(Locale.ROOT)),
                        line.has("unsealed_ack")
                                ? Optional.of(id(line, "unsealed_ack", message))
                                : Optional.empty());
        return new Sealed(forgery.bytes(random), signer.publicKey(), message);
    }

    /** Frames with the prefix once, or any bytes. */
    private static byte[] payload(JsonNode line, List<ExecFrame> frames) {
        if (frames.isEmpty()) {
            return FrameJson.data(line);
        }
        if (!line.has("garbage")) {
            return ExecPayload.encode(frames);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(ExecPayload.encode(frames));
        out.writeBytes(new byte[line.get("garbage").asInt()]);
        return out.toByteArray();
    }

    byte[] carrier(JsonNode line, Machine by, Target to, Desk.Wrapped what) {
        long now = System.currentTimeMillis();
        CarrierKind kind =
                line.has("kind")
                        ? CarrierKind.valueOf(text(line, "kind").toUpperCase(Locale.ROOT))
                        : what.kind();
        byte[] key = kind == CarrierKind.ENVELOPE ? key(line, what) : new byte[0];
        byte[] frame =
                new CarrierFrame(
                                kind,
                                line.has("network")
                                        ? NetworkHash.ofName(text(line, "network"))
                                        : by.network,
                                machine(line, "destination", to.machine()),
                                machine(line, "origin", by.machine.id()),
                                line.path("hop_limit").asInt(1),
                                now,
                                now + line.path("life_ms").asLong(LIFE_MS),
                                id(line, "message_id", MessageId.of(what.messageId())),
                                key,
                                what.body())
                        .encode();
        if (line.has("kind_byte")) {
            frame[1] = (byte) line.get("kind_byte").asInt();
        }
        if (line.has("version_byte")) {
            frame[0] = (byte) line.get("version_byte").asInt();
        }
        return frame;
    }

    private byte[] key(JsonNode line, Desk.Wrapped what) {
        return line.has("key_of") ? agents.get(text(line, "key_of")).publicKey() : what.agentKey();
    }

    private static MachineId machine(JsonNode line, String member, MachineId usual) {
        try {
            return line.has(member) ? MachineId.parse(text(line, member)) : usual;
        } catch (MalformedException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static MessageId id(JsonNode line, String member, MessageId usual) {
        try {
            return line.has(member) ? MessageId.of(Hex.parse(text(line, member), 16)) : usual;
        } catch (MalformedException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
