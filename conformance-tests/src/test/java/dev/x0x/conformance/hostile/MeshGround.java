// SPDX-License-Identifier: Apache-2.0
package dev.x0x.conformance.hostile;

import static dev.x0x.conformance.harness.Hostile.line;
import static dev.x0x.conformance.harness.Hostile.with;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;

import dev.x0x.conformance.harness.Acl;
import dev.x0x.conformance.harness.Answer;
import dev.x0x.conformance.harness.Await;
import dev.x0x.conformance.harness.Command;
import dev.x0x.conformance.harness.Fleet;
import dev.x0x.conformance.harness.Hostile;
import dev.x0x.conformance.harness.Node;
import dev.x0x.conformance.harness.RunResult;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Alice runs commands at Bob. Nobody can dial either, so all of it passes {@code rita}, whom the
 * hostile peer's machines have dialled too, and whom they attack.
 */
final class MeshGround {
    static final Duration LONG = Duration.ofMinutes(2);

    final Node rita;
    final Node alice;
    final Node bob;
    final Hostile hostile;
    private int machines;
    private int attacks;

    /** What one command took. */
    record Took(long micros) {}

    MeshGround(Fleet fleet) throws Exception {
        rita = fleet.node("rita").start();
        String there = status(rita).get("local_addr").asText();
        alice = hidden(fleet, "alice", there);
        alice.start();
        bob = hidden(fleet, "bob", there);
        bob.acl(Acl.enabled().allow(alice, List.of(List.of("/usr/bin/seq", "<INT>")))).start();
        fleet.introduce(alice, bob);
        hostile = new Hostile(rita);
        Await.value("a way from alice to bob", LONG, this::tried);
    }

    private static Node hidden(Fleet fleet, String name, String relay) throws IOException {
        return fleet.node(name)
                .config("advertise_addresses = []")
                .config("bootstrap_peers = [\"" + relay + "\"]");
    }

    /** What comes of one command now, if it runs. */
    Optional<Answer> tried() {
        Answer answer = alice.rest().post("/exec/run", Command.on(bob, "/usr/bin/seq", "1").json());
        return answer.status() == 200 ? Optional.of(answer) : Optional.empty();
    }

    static JsonNode status(Node node) {
        return node.rest().get("/network/status").expect(200).json();
    }

    /** A machine that nobody has heard of, linked with rita and one of her neighbours. */
    String neighbour() {
        String name = linked();
        ask(name);
        String id = hostile.self(name).machineId();
        Await.until(
                name + " is a neighbour",
                () -> link(id).map(link -> link.get("neighbour").asBoolean()).orElse(false));
        return name;
    }

    /** A machine that nobody has heard of, linked with rita. */
    String linked() {
        String name = machine();
        hostile.dials(rita, name);
        return name;
    }

    /** A machine that nobody has heard of. */
    String machine() {
        String name = "m" + machines++;
        hostile.machine(name, "agent of " + name);
        return name;
    }

    /** Asks to be rita's neighbour. */
    void ask(String name) {
        hostile.ask(line("neighbour", "by", name, "to", rita.name()));
    }

    /** Begins an attack by this machine; answers its name. */
    String begin(String by, String kind, Object... more) {
        String name = "attack" + attacks++;
        hostile.ask(
                with(line("attack", "as", name, "by", by, "to", rita.name(), "kind", kind), more));
        return name;
    }

    /** How many frames it has said. */
    int said(String attack) {
        return hostile.ask(line("attacked", "as", attack)).get("said").asInt();
    }

    /** Whether it has said all it could. */
    boolean over(String attack) {
        return hostile.ask(line("attacked", "as", attack)).get("over").asBoolean();
    }

    void stop(String attack) {
        hostile.ask(line("stop", "as", attack));
    }

    /** Rita's link to this machine. */
    Optional<JsonNode> link(String machineId) {
        for (JsonNode each : status(rita).get("links")) {
            if (each.get("machine_id").asText().equals(machineId)) {
                return Optional.of(each);
            }
        }
        return Optional.empty();
    }

    /** Rita has taken the machine's link down. */
    void awaitCutOff(String name) {
        String id = hostile.self(name).machineId();
        Await.until("rita cuts " + name + " off", LONG, () -> link(id).isEmpty());
    }

    /** Of {@code /diagnostics/gossip} at rita; what was never counted is none. */
    long gossip(String counter) {
        return counters("gossip").path(counter).asLong();
    }

    /** Of {@code /diagnostics/transport} at rita. */
    long transport(String counter) {
        return counters("transport").path(counter).asLong();
    }

    private JsonNode counters(String layer) {
        return rita.rest().get("/diagnostics/" + layer).expect(200).json().get("stats");
    }

    /** Alice runs commands at Bob, one after the other, and each does what it should. */
    List<Took> commands(int count) {
        List<Took> took = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            long began = System.nanoTime();
            RunResult result = alice.run(Command.on(bob, "/usr/bin/seq", "3").timeoutMs(60_000));
            took.add(new Took((System.nanoTime() - began) / 1_000));
            assertEquals("exited", result.outcome());
            assertEquals("1\n2\n3\n", result.out());
        }
        return took;
    }

    /** The middle one, in milliseconds. */
    static double median(List<Took> all) {
        long[] sorted = all.stream().mapToLong(Took::micros).sorted().toArray();
        return sorted[sorted.length / 2] / 1_000.0;
    }

    /** Resident memory of rita in MiB. */
    long resident() throws IOException {
        for (String each : Files.readAllLines(Path.of("/proc", rita.pid() + "", "status"))) {
            if (each.startsWith("VmRSS:")) {
                return Long.parseLong(each.replaceAll("[^0-9]", "")) / 1_024;
            }
        }
        throw new AssertionError("no VmRSS of " + rita.pid());
    }

    /** Every machine of which this node believes that an agent runs there. */
    static Set<String> knownTo(Node node) {
        Set<String> ids = new HashSet<>();
        for (JsonNode each : node.rest().get("/agents").expect(200).json().get("agents")) {
            ids.add(each.get("machine_id").asText());
        }
        return ids;
    }

    /** What holds at any time: everybody lives, nothing forged is believed, nothing went wrong. */
    void nothingHappened() {
        for (Node each : List.of(rita, alice, bob)) {
            assertEquals(200, each.rest().get("/health").status(), each.name());
            assertEquals(
                    0,
                    each.rest()
                            .get("/identity/revocations")
                            .expect(200)
                            .json()
                            .get("revocations")
                            .size(),
                    each.name());
            Set<String> strange = knownTo(each);
            strange.removeAll(Set.of(rita.machineId(), alice.machineId(), bob.machineId()));
            for (int i = 0; i < machines; i++) {
                strange.remove(hostile.self("m" + i).machineId()); // they have said who they are
            }
            assertEquals(Set.of(), strange, "known to " + each.name());
            assertEquals(false, each.stderr().contains("could not handle"), each::logs);
        }
    }

    void end() throws IOException, InterruptedException {
        hostile.end();
    }
}
