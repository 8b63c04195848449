// SPDX-License-Identifier: Apache-2.0
package dev.x0x.conformance;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.x0x.conformance.harness.Acl;
import dev.x0x.conformance.harness.Answer;
import dev.x0x.conformance.harness.Await;
import dev.x0x.conformance.harness.Command;
import dev.x0x.conformance.harness.Fleet;
import dev.x0x.conformance.harness.Node;
import dev.x0x.conformance.harness.RunResult;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Alice and Bob, whom nobody can dial as they say no address, and two others whom both dial.
 * Neither operator made the others a contact: they carry what they cannot read.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RelayTest {
    private static final Duration LONG = Duration.ofMinutes(2);

    @RegisterExtension static final Fleet fleet = new Fleet();

    static Node first;
    static Node second;
    static Node alice;
    static Node bob;
    static String slow;

    @BeforeAll
    static void start() throws Exception {
        first = fleet.node("first").start();
        second = fleet.node("second").config(bootstrap(first)).start();
        alice = hidden("alice");
        alice.start();
        bob = hidden("bob").config("tags = [\"role=db\", \"site=eu\"]");
        slow = bob.script("slow.sh", "for i in $(seq 1 60); do echo line $i; sleep 0.1; done\n");
        bob.acl(
                        Acl.enabled()
                                .allow(
                                        alice,
                                        List.of(
                                                List.of("/bin/cat"),
                                                List.of("/usr/bin/seq", "<INT>"),
                                                List.of(slow))))
                .start();
        fleet.introduce(alice, bob);
        for (Node each : List.of(alice, bob)) {
            Await.until(each.name() + " is linked with both", LONG, () -> peers(each) == 2);
        }
    }

    private static Node hidden(String name) throws Exception {
        return fleet.node(name).config("advertise_addresses = []").config(bootstrap(first, second));
    }

    private static String bootstrap(Node... nodes) {
        return "bootstrap_peers = ["
                + IntStream.range(0, nodes.length)
                        .mapToObj(i -> '"' + address(nodes[i]) + '"')
                        .collect(Collectors.joining(", "))
                + "]";
    }

    private static String address(Node node) {
        return node.rest().get("/network/status").expect(200).text("local_addr");
    }

    private static int peers(Node node) {
        return node.rest().get("/peers").expect(200).json().get("peers").size();
    }

    @Test
    @Order(1)
    void a_command_runs_where_no_link_leads() throws Exception {
        RunResult seq =
                Await.value(
                        "a way to bob",
                        LONG,
                        () -> {
                            Answer answer =
                                    alice.rest()
                                            .post(
                                                    "/exec/run",
                                                    Command.on(bob, "/usr/bin/seq", "3").json());
                            return answer.status() == 200
                                    ? Optional.of(new RunResult(answer.json()))
                                    : Optional.empty();
                        });
        assertEquals("exited", seq.outcome());
        assertEquals("1\n2\n3\n", seq.out());
        assertEquals(2, peers(alice), "still no link between alice and bob");
        Await.until(
                "alice counts bob among those reached through others",
                LONG,
                () -> counted(alice, "relayed_connections") == 1);
        Await.until(
                "a relay counts their talk",
                LONG,
                () -> counted(first, "relay_sessions") + counted(second, "relay_sessions") > 0);
        assertTrue(
                bob.audit().lines().stream()
                        .anyMatch(
                                line ->
                                        line.at("/via/direct").isBoolean()
                                                && !line.at("/via/direct").asBoolean()),
                "the audit names the relay it came through");
    }

    private static int counted(Node node, String member) {
        return node.rest().get("/network/status").expect(200).json().get(member).asInt();
    }

    @Test
    @Order(2)
    void what_is_not_listed_is_refused_through_a_relay_too() {
        assertEquals("argv_not_allowed", alice.run(Command.on(bob, "/usr/bin/id")).denial());
    }

    @Test
    @Order(3)
    void input_and_much_output_come_through_whole() {
        byte[] input = new byte[200_000];
        for (int i = 0; i < input.length; i++) {
            input[i] = (byte) (i * 31 + i / 256);
        }
        RunResult cat = alice.run(Command.on(bob, "/bin/cat").stdin(input));
        assertEquals("exited", cat.outcome());
        assertArrayEquals(input, cat.stdout());
    }

    @Test
    @Order(4)
    void tags_are_what_a_machine_says_of_itself() throws Exception {
        Await.until("alice hears bob's tags", LONG, () -> tagged("role=db,site=eu").size() == 1);
        assertEquals(bob.agentId(), tagged("role=db").getFirst());
        assertEquals(List.of(), tagged("role=web"));
        assertEquals(List.of(), tagged("role=db,site=us"));
        var listed = alice.cli().run("agents", "list", "--tag", "role=db");
        assertTrue(listed.out().contains("role=db site=eu"), listed.out());
        assertEquals(400, alice.rest().get("/agents?tag=db").status());
    }

    private static List<String> tagged(String tags) {
        List<String> ids = new ArrayList<>();
        alice.rest()
                .get("/agents?tag=" + tags)
                .expect(200)
                .json()
                .get("agents")
                .forEach(each -> ids.add(each.get("agent_id").asText()));
        return ids;
    }

    /** Dave has never seen a card of Bob's; Bob knows him and lets him do nothing. */
    @Test
    @Order(5)
    void an_id_and_trust_are_enough_to_be_heard() throws Exception {
        Node dave = hidden("dave").start();
        Await.until("dave has neighbours", LONG, () -> peers(dave) > 0);
        dave.rest()
                .post(
                        "/contacts/trust",
                        "{\"agent_id\":\"%s\",\"level\":\"trusted\"}".formatted(bob.agentId()))
                .expect(200);
        Await.until(
                "bob is found",
                LONG,
                () ->
                        dave.rest()
                                .post("/agents/find/" + bob.agentId(), "{}")
                                .expect(200)
                                .json()
                                .get("found")
                                .asBoolean());
        bob.imports(dave, "trusted");
        RunResult refused =
                Await.value(
                        "bob's answer",
                        LONG,
                        () -> {
                            Answer answer =
                                    dave.rest()
                                            .post("/exec/run", Command.on(bob, "/bin/cat").json());
                            return answer.status() == 200
                                    ? Optional.of(new RunResult(answer.json()))
                                    : Optional.empty();
                        });
        assertEquals("agent_machine_not_in_acl", refused.denial());
    }

    @Test
    @Order(6)
    void the_death_of_a_relay_in_mid_command_loses_nothing() throws Exception {
        CompletableFuture<Answer> going =
                alice.rest().postAsync("/exec/run", Command.on(bob, slow).timeoutMs(60_000).json());
        Await.until(
                "the command runs",
                LONG,
                () ->
                        !bob.rest()
                                .get("/exec/sessions")
                                .expect(200)
                                .json()
                                .get("active_servers")
                                .isEmpty());
        first.kill9();
        RunResult all = new RunResult(going.get(120, TimeUnit.SECONDS).expect(200).json());
        String expected =
                IntStream.rangeClosed(1, 60)
                        .mapToObj(i -> "line " + i + "\n")
                        .collect(Collectors.joining());
        assertEquals("exited", all.outcome());
        assertEquals(expected, new String(all.stdout(), StandardCharsets.UTF_8));
    }
}
