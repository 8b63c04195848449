// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.hostile;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.x0x.exec.wire.Direction;
import dev.x0x.exec.wire.ExecFrame;
import dev.x0x.exec.wire.Target;
import dev.x0x.exec.wire.ToCaller;
import dev.x0x.exec.wire.ToServer;
import dev.x0x.identity.AgentKeys;
import dev.x0x.identity.Card;
import dev.x0x.identity.MachineId;
import dev.x0x.identity.MachineKeys;
import dev.x0x.identity.RequestId;
import dev.x0x.identity.codec.MalformedException;
import dev.x0x.identity.keys.Digest;
import dev.x0x.identity.keys.MlKem;
import dev.x0x.meshd.envelope.CarrierFrame;
import dev.x0x.meshd.envelope.CarrierKind;
import dev.x0x.meshd.envelope.Forgery;
import dev.x0x.meshd.envelope.NetworkHash;
import dev.x0x.meshd.link.FramePriority;
import dev.x0x.meshd.link.Link;
import dev.x0x.meshd.link.RawWire;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** Does what a line asks for. What is made gets a name, so that later lines can speak of it. */
final class Desk {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HexFormat HEX = HexFormat.of();
    private static final Duration DIAL = Duration.ofSeconds(10);

    private final SecureRandom random = new SecureRandom();
    private final Map<String, AgentKeys> agents = new HashMap<>();
    private final Map<String, MachineKeys> machines = new HashMap<>();
    private final Map<String, Machine> ours = new HashMap<>();
    private final Map<String, Victim> victims = new HashMap<>();
    private final Map<String, Wrapped> wrapped = new HashMap<>();
    private final Openings openings = new Openings(random);
    private final Attacks attacks = new Attacks();
    private final Map<String, RawWire> wires = new HashMap<>();
    private final Map<RequestId, byte[]> asked = new HashMap<>();
    private final Map<RequestId, Session> sessions = new HashMap<>();
    private final Map<RequestId, Asked> heardRequests = new HashMap<>();
    private final Writing writing = new Writing(random, agents, machines);

    /** A daemon under test. */
    record Victim(Target self, Card card) {}

    /** Something ready to be sent. */
    record Wrapped(
            CarrierKind kind, byte[] body, byte[] agentKey, byte[] messageId, RequestId id) {}

    /** A request that a victim sent us. */
    record Asked(ToServer.Open open, byte[] sha256, Target requester) {}

    JsonNode answer(JsonNode line) throws Exception {
        return switch (line.get("do").asText()) {
            case "machine" -> machine(line);
            case "victim" -> victim(line);
            case "card" -> said().put("link", own(line, "of").card(text(line, "of")).link());
            case "dial" -> dial(line);
            case "hang_up" -> hangUp(line);
            case "seal" -> seal(line);
            case "graft" -> graft(line);
            case "reflect" -> reflect(line);
            case "record" -> record(line);
            case "accept" -> accept(line);
            case "send" -> send(line);
            case "raw" -> raw(line);
            case "heard" -> heard(line);
            case "neighbour" -> {
                Attacks.asNeighbour(link(line));
                yield said();
            }
            case "attack" -> attack(line);
            case "attacked" ->
                    said().put("said", attacks.said(text(line, "as")))
                            .put("over", attacks.over(text(line, "as")));
            case "stop" -> {
                attacks.stop(text(line, "as"));
                yield said();
            }
            case "wire" -> wire(line);
            case "wire_say" -> wireSay(line);
            case "wire_closed" ->
                    said().put("closed", wires.get(text(line, "as")).closed().orElse(""));
            case "linked" ->
                    said().put(
                                    "up",
                                    own(line, "by")
                                            .to(victim(text(line, "to")).self.machine())
                                            .isPresent());
            default -> throw new IllegalArgumentException("no such verb: " + line);
        };
    }

    private ObjectNode machine(JsonNode line) throws Exception {
        AgentKeys agent =
                agents.computeIfAbsent(text(line, "agent"), _ -> AgentKeys.generate(random));
        MachineKeys keys =
                machines.computeIfAbsent(text(line, "name"), _ -> MachineKeys.generate(random));
        NetworkHash network = NetworkHash.ofName(text(line, "network"));
        Machine made = new Machine(agent, keys, network, random);
        ours.put(text(line, "name"), made);
        return said().put("agent", agent.id().hex())
                .put("machine", keys.id().hex())
                .put("link", made.card(text(line, "name")).link());
    }

    private ObjectNode victim(JsonNode line) throws MalformedException {
        Card card = Card.open(text(line, "card"));
        Target self = new Target(card.agent(), card.machine().orElseThrow());
        victims.put(text(line, "name"), new Victim(self, card));
        return said();
    }

    private ObjectNode dial(JsonNode line) throws Exception {
        Victim to = victim(text(line, "to"));
        Link link =
                own(line, "by")
                        .links
                        .dial(
                                to.self.machine(),
                                to.card.addresses().getFirst().toSocketAddress(),
                                DIAL);
        return said().put("we_dialled", link.weDialled());
    }

    private ObjectNode hangUp(JsonNode line) {
        MachineId from = victim(text(line, "to")).self.machine();
        own(line, "by").to(from).ifPresent(link -> link.close("enough"));
        return said();
    }

    private ObjectNode seal(JsonNode line) throws Exception {
        RequestId id =
                line.has("id") ? RequestId.parse(text(line, "id")) : RequestId.random(random);
        List<ExecFrame> frames = frames(line, id);
        Writing.Sealed sealed =
                writing.seal(line, own(line, "by"), victim(text(line, "to")), frames);
        wrapped.put(
                text(line, "as"),
                new Wrapped(
                        CarrierKind.ENVELOPE,
                        sealed.body(),
                        sealed.agentKey(),
                        sealed.messageId().bytes(),
                        id));
        return said().put("id", id.hex())
                .put("sha256", HEX.formatHex(Digest.sha256(sealed.body())))
                .put("message_id", sealed.messageId().hex());
    }

    private ObjectNode graft(JsonNode line) throws MalformedException {
        Wrapped onto = wrapped.get(text(line, "onto"));
        byte[] body =
                Forgery.graft(
                        onto.body,
                        wrapped.get(text(line, "from")).body,
                        line.path("dressed").asBoolean());
        wrapped.put(
                text(line, "as"),
                new Wrapped(onto.kind, body, onto.agentKey, onto.messageId, onto.id));
        return said();
    }

    /** Takes what was heard last for what is to be sent: a victim's own envelope. */
    private ObjectNode reflect(JsonNode line) throws MalformedException {
        CarrierFrame last = own(line, "by").last;
        wrapped.put(
                text(line, "as"),
                new Wrapped(
                        last.kind(),
                        last.body(),
                        last.agentPublicKey(),
                        last.messageId().bytes(),
                        RequestId.random(random)));
        return said();
    }

    private ObjectNode record(JsonNode line) throws MalformedException {
        RequestId id = RequestId.parse(text(line, "id"));
        Session session = session(id);
        long counter = line.has("counter") ? line.get("counter").asLong() : session.takeCounter();
        long echo = line.has("echo") ? line.get("echo").asLong() : session.echo();
        byte[] sealed = session.seal(counter, echo, frames(line, id));
        if (line.path("forged").asBoolean()) {
            sealed[sealed.length - 1] ^= 1;
        }
        if (line.path("foreign").asBoolean()) {
            sealed[3] ^= 1; // inside the session id
        }
        byte[] message = new byte[16];
        random.nextBytes(message);
        wrapped.put(
                text(line, "as"),
                new Wrapped(CarrierKind.SESSION_RECORD, sealed, new byte[0], message, id));
        return said().put("counter", counter).put("echo", echo);
    }

    /** What an honest executor would answer first; makes the session's keys. */
    private ObjectNode accept(JsonNode line) throws Exception {
        RequestId id = RequestId.parse(text(line, "id"));
        Asked it = heardRequests.get(id);
        MlKem.Encapsulated made = MlKem.encapsulate(it.open.ephEk(), random);
        Machine by = own(line, "by");
        sessions.put(
                id,
                new Session(
                        new Session.Ground(
                                it.open.secret().exposeSecret(),
                                made.sharedSecret(),
                                it.sha256,
                                it.requester,
                                by.self(),
                                id,
                                made.ciphertext()),
                        Direction.TO_REQUESTER));
        Writing.Sealed sealed =
                writing.seal(
                        line,
                        by,
                        victim(text(line, "to")),
                        List.of(new ToCaller.Accepted(id, made.ciphertext())));
        wrapped.put(
                text(line, "as"),
                new Wrapped(
                        CarrierKind.ENVELOPE,
                        sealed.body(),
                        sealed.agentKey(),
                        sealed.messageId().bytes(),
                        id));
        return said();
    }

    private ObjectNode send(JsonNode line) {
        Wrapped what = wrapped.get(text(line, "what"));
        if (what.kind == CarrierKind.ENVELOPE) {
            asked.put(what.id, Digest.sha256(what.body));
        }
        byte[] frame = writing.carrier(line, own(line, "by"), victim(text(line, "to")).self, what);
        boolean queued = true;
        for (int i = 0; i < line.path("times").asInt(1); i++) {
            queued &= link(line).send(FramePriority.EXEC, frame);
        }
        return said().put("queued", queued);
    }

    private ObjectNode raw(JsonNode line) {
        return said().put("queued", link(line).send(FramePriority.EXEC, FrameJson.data(line)));
    }

    private ObjectNode attack(JsonNode line) throws MalformedException {
        Machine by = own(line, "by");
        Victim to = victim(text(line, "to"));
        attacks.begin(line, by, to, new Volleys(random, by, to).of(line));
        return said();
    }

    /** A machine that is no link of ours: it may say what no link would. */
    private ObjectNode wire(JsonNode line) throws Exception {
        Machine by = own(line, "by");
        Victim to = victim(text(line, "to"));
        RawWire wire = new RawWire(by.machine.pair());
        wires.put(text(line, "as"), wire);
        var at = to.card.addresses().getFirst().toSocketAddress();
        if (line.path("mute").asBoolean()) {
            wire.knock(at); // a refusal may take its time
            return said();
        }
        boolean up = wire.dial(at);
        if (up && line.path("hello").asBoolean()) {
            wire.hello(by.network.bytes(), by.machine.pair(), by.offer);
        }
        return said().put("up", up);
    }

    private ObjectNode wireSay(JsonNode line) throws InterruptedException {
        RawWire wire = wires.get(text(line, "as"));
        int length = (int) line.get("length").asLong();
        if (line.path("control").asBoolean()) {
            wire.control(length, line.get("type").asInt(), FrameJson.data(line));
        } else {
            wire.payload(length, line.get("type").asInt(), FrameJson.data(line));
        }
        return said();
    }

    private ArrayNode heard(JsonNode line) {
        ArrayNode all = JSON.createArrayNode();
        Machine by = own(line, "by");
        Reading reading = new Reading(by, this);
        for (byte[] each = by.heard.poll(); each != null; each = by.heard.poll()) {
            all.add(reading.read(each));
        }
        return all;
    }

    /** An Accepted came: the keys of the request that was sent last under this id. */
    void accepted(Machine by, Target from, ToCaller.Accepted frame) {
        Openings.Made made = openings.of(frame.id());
        if (made == null || sessions.containsKey(frame.id())) {
            return;
        }
        sessions.put(
                frame.id(),
                new Session(
                        new Session.Ground(
                                made.secret(),
                                made.ephemeral().decapsulate(frame.ephCt()).orElseThrow(),
                                asked.get(frame.id()),
                                by.self(),
                                from,
                                frame.id(),
                                frame.ephCt()),
                        Direction.TO_EXECUTOR));
    }

    void askedFor(ToServer.Open open, byte[] sha256, Target from) {
        heardRequests.putIfAbsent(open.id(), new Asked(open, sha256, from));
    }

    Map<RequestId, Session> sessions() {
        return sessions;
    }

    private Session session(RequestId id) {
        Session session = sessions.get(id);
        if (session == null) {
            throw new IllegalStateException("no session yet: " + id);
        }
        return session;
    }

    private List<ExecFrame> frames(JsonNode line, RequestId id) throws MalformedException {
        List<ExecFrame> frames = new ArrayList<>();
        for (JsonNode each : line.path("frames")) {
            frames.add(FrameJson.read(each, id, openings));
        }
        return frames;
    }

    private Link link(JsonNode line) {
        MachineId to = victim(text(line, "to")).self.machine();
        return own(line, "by")
                .to(to)
                .orElseThrow(() -> new IllegalStateException("no link to " + text(line, "to")));
    }

    private Machine own(JsonNode line, String member) {
        Machine machine = ours.get(text(line, member));
        if (machine == null) {
            throw new IllegalArgumentException("no machine of ours: " + line);
        }
        return machine;
    }

    private Victim victim(String name) {
        Victim victim = victims.get(name);
        if (victim == null) {
            throw new IllegalArgumentException("no such victim: " + name);
        }
        return victim;
    }

    static String text(JsonNode line, String member) {
        if (!line.has(member)) {
            throw new IllegalArgumentException("`" + member + "` is missing in " + line);
        }
        return line.get(member).asText();
    }

    private static ObjectNode said() {
        return JSON.createObjectNode();
    }
}
