// SPDX-License-Identifier: Apache-2.0
package dev.x0x.conformance.harness;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The hostile peer: a process with agents and machines of its own that speaks the real link and
 * keeps to no rule above it. One for a test class; its errors go to the test's stderr.
 */
public final class Hostile {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Process process;
    private final Writer in;
    private final BufferedReader out;
    private final String network;
    private final Map<String, Self> selves = new HashMap<>();
    private final Map<String, List<JsonNode>> heard = new HashMap<>();
    private int names;

    /** Who one of its machines is. */
    public record Self(String name, String agentId, String machineId, String link) {}

    /** An envelope or record that is ready to be sent. */
    public record Made(String name, String id, String sha256, String messageId) {}

    /** Starts it, in the network of these nodes. */
    public Hostile(Node inNetworkOf) throws IOException {
        network = inNetworkOf.networkId();
        String tree = Installation.home().toString();
        process =
                new ProcessBuilder(
                                tree + "/runtime/bin/java",
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1",
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                jar() + ":" + tree + "/lib/*",
                                "dev.x0x.meshd.hostile.HostileMain")
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        in = process.outputWriter(StandardCharsets.UTF_8);
        out =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /** Begins a line: what to do, then member and value in turn. */
    public static ObjectNode line(String verb, Object... members) {
        return with(JSON.createObjectNode().put("do", verb), members);
    }

    /** A frame of exec: its type, then member and value in turn. */
    public static ObjectNode frame(String type, Object... members) {
        return with(JSON.createObjectNode().put("t", type), members);
    }

    /** Adds members: text, numbers, truth values, JSON, lists of JSON or of text. */
    public static ObjectNode with(ObjectNode node, Object... members) {
        for (int i = 0; i < members.length; i += 2) {
            node.set((String) members[i], JSON.valueToTree(members[i + 1]));
        }
        return node;
    }

    /** Asks and returns the answer; fails on an error. */
    public JsonNode ask(ObjectNode line) {
        try {
            in.write(line + "\n");
            in.flush();
            String answer = out.readLine();
            if (answer == null) {
                throw new AssertionError("the hostile peer is gone; it was asked " + line);
            }
            JsonNode json = JSON.readTree(answer);
            if (json.has("error")) {
                throw new AssertionError("the hostile peer could not: " + json + " for " + line);
            }
            return json;
        } catch (IOException e) {
            throw new AssertionError("the hostile peer does not answer: " + line, e);
        }
    }

    /** A machine with an agent; machines that name the same agent share its key. */
    public Self machine(String name, String agent) {
        return machine(name, agent, network);
    }

    /** A machine that believes to be in this network. */
    public Self machine(String name, String agent, String inNetwork) {
        JsonNode said = ask(line("machine", "name", name, "agent", agent, "network", inNetwork));
        Self self =
                new Self(
                        name,
                        said.get("agent").asText(),
                        said.get("machine").asText(),
                        said.get("link").asText());
        selves.put(name, self);
        return self;
    }

    /** Learns who the node is and where. */
    public void introduce(Node node) {
        String card =
                node.rest()
                        .get("/agent/card?include_local_addresses=true")
                        .expect(200)
                        .text("link");
        ask(line("victim", "name", node.name(), "card", card));
    }

    /** Learns who the node is and where, and dials it from these machines. */
    public void dials(Node node, String... machines) {
        introduce(node);
        for (String each : machines) {
            ask(line("dial", "by", each, "to", node.name()));
        }
    }

    /** Takes the link down, if there is one. */
    public void hangUp(String machine, Node from) {
        ask(line("hang_up", "by", machine, "to", from.name()));
    }

    /** Seals frames or bytes; {@code more} are members of the line that make it wrong. */
    public Made seal(String by, Node to, List<ObjectNode> frames, Object... more) {
        String name = "made" + names++;
        ObjectNode line =
                with(line("seal", "as", name, "by", by, "to", to.name(), "frames", frames), more);
        JsonNode said = ask(line);
        return new Made(
                name,
                said.get("id").asText(),
                said.get("sha256").asText(),
                said.get("message_id").asText());
    }

    /** The envelope {@code onto} with the attestation of {@code from}. */
    public Made graft(Made onto, Made from, boolean dressed) {
        String name = "made" + names++;
        ask(line("graft", "as", name, "onto", onto.name, "from", from.name, "dressed", dressed));
        return new Made(name, onto.id, "", onto.messageId);
    }

    /** Seals a session record. */
    public Made record(String id, List<ObjectNode> frames, Object... more) {
        String name = "made" + names++;
        ask(with(line("record", "as", name, "id", id, "frames", frames), more));
        return new Made(name, id, "", "");
    }

    /** Accepts a request that was heard; the answer is sealed and not sent. */
    public Made accept(String by, Node to, String id) {
        String name = "made" + names++;
        ask(line("accept", "as", name, "by", by, "to", to.name(), "id", id));
        return new Made(name, id, "", "");
    }

    /** Sends it in a fresh carrier frame; {@code more} are what to say wrong there. */
    public void send(String by, Node to, Made what, Object... more) {
        ObjectNode line = line("send", "by", by, "to", to.name(), "what", what.name);
        if (!ask(with(line, more)).get("queued").asBoolean()) {
            throw new AssertionError("the link took no more: " + line);
        }
    }

    /** Everything this machine has heard so far, oldest first. */
    public List<JsonNode> heard(String by) {
        List<JsonNode> all = heard.computeIfAbsent(by, _ -> new ArrayList<>());
        ask(line("heard", "by", by)).forEach(all::add);
        return List.copyOf(all);
    }

    /** What was heard of this request, oldest first. */
    public List<JsonNode> heardOf(String by, String id) {
        return heard(by).stream().filter(each -> id.equals(each.path("id").asText())).toList();
    }

    /** The first frame of this type that was heard for the request, once it is there. */
    public JsonNode await(String by, String id, String type) {
        return Await.value(
                "`" + type + "` for " + id,
                Await.PATIENCE,
                () -> frames(by, id, type).stream().findFirst());
    }

    /** All frames of this type that were heard for the request. */
    public List<JsonNode> frames(String by, String id, String type) {
        List<JsonNode> found = new ArrayList<>();
        for (JsonNode each : heardOf(by, id)) {
            for (JsonNode frame : each.path("frames")) {
                if (frame.get("t").asText().equals(type)) {
                    found.add(frame);
                }
            }
        }
        return found;
    }

    /** The first message of this kind that holds, once it is there. */
    public JsonNode awaitHeard(
            String by, String what, java.util.function.Predicate<JsonNode> holds) {
        return Await.value(
                what, Await.PATIENCE, () -> heard(by).stream().filter(holds).findFirst());
    }

    /** One of its machines. */
    public Self self(String name) {
        return Optional.ofNullable(selves.get(name)).orElseThrow();
    }

    /** Ends it. */
    public void end() throws IOException, InterruptedException {
        in.close();
        if (!process.waitFor(5, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }

    private static Path jar() throws IOException {
        try (Stream<Path> built = Files.list(Path.of("..", "meshd", "target"))) {
            return built.filter(p -> p.getFileName().toString().matches("meshd-.*-tests\\.jar"))
                    .findFirst()
                    .orElseThrow(
                            () ->
                                    new AssertionError(
                                            "no meshd-*-tests.jar in ../meshd/target; run ./dev"
                                                    + " build"))
                    .toAbsolutePath();
        }
    }
}
