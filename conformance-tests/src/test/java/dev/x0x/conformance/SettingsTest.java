// SPDX-License-Identifier: Apache-2.0
package dev.x0x.conformance;

import static dev.x0x.conformance.harness.Hostile.frame;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;

import dev.x0x.conformance.harness.Acl;
import dev.x0x.conformance.harness.Answer;
import dev.x0x.conformance.harness.Await;
import dev.x0x.conformance.harness.Command;
import dev.x0x.conformance.harness.Fleet;
import dev.x0x.conformance.harness.Hostile;
import dev.x0x.conformance.harness.Node;
import dev.x0x.conformance.harness.RunResult;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;

/** What an operator sets that other tests leave at its default (BEHAVIOUR §1, §3, §4, §7). */
class SettingsTest {
    @RegisterExtension static final Fleet fleet = new Fleet();

    static Node alice;
    static Node bob;
    static Path work;
    static String where;
    static String slow;

    @BeforeAll
    static void start() throws Exception {
        alice = fleet.node("alice").start();
        bob = fleet.node("bob").config("link_policy = \"contacts\"");
        work = Files.createDirectory(bob.dir().resolve("work"));
        where = bob.script("where.sh", "pwd\numask\n");
        slow = bob.script("slow.sh", "sleep 1.3\n");
        String group = Files.readAttributes(work, PosixFileAttributes.class).group().getName();
        bob.acl(
                        Acl.enabled()
                                .set("default_cwd", work.toString())
                                .set("warn_duration_secs", 1)
                                .set("audit_group", group)
                                .allow(alice, List.of(List.of(where), List.of(slow)))
                                .allow(
                                        alice.agentId(),
                                        alice.machineId(),
                                        List.of(List.of("/bin/true")),
                                        "max_duration_secs = 5\n"))
                .start();
        fleet.introduce(alice, bob);
    }

    @Test
    void a_command_begins_where_it_is_told_and_its_files_are_its_own() {
        RunResult result = alice.run(Command.on(bob, where));

        assertEquals(work + "\n0077\n", result.out());
    }

    @Test
    void a_command_that_takes_long_is_warned_of_once() throws Exception {
        RunResult result = alice.run(Command.on(bob, slow));

        assertEquals(List.of("duration warning threshold reached"), result.warnings());
        List<JsonNode> warnings =
                bob.audit().of(result.requestId()).stream()
                        .filter(line -> line.get("event").asText().equals("warning"))
                        .toList();
        assertEquals(1, warnings.size(), warnings.toString());
        assertEquals("duration_approaching_cap", warnings.getFirst().get("kind").asText());
    }

    @Test
    void an_entry_lowers_the_time_and_only_for_itself() {
        assertEquals("exited", alice.run(Command.on(bob, "/bin/true").timeoutMs(5_000)).outcome());
        assertEquals(
                "timeout_too_large",
                alice.run(Command.on(bob, "/bin/true").timeoutMs(5_001)).denial());
        assertEquals("exited", alice.run(Command.on(bob, where).timeoutMs(5_001)).outcome());
    }

    @Test
    void the_audit_file_may_be_read_by_the_group_that_was_named() throws Exception {
        assertEquals(
                "rw-r-----",
                PosixFilePermissions.toString(Files.getPosixFilePermissions(bob.audit().file())));
    }

    @Test
    void a_machine_of_no_contact_gets_no_link() throws Exception {
        Node carol = fleet.node("carol").start();
        carol.imports(bob, "trusted");

        Answer answer = carol.rest().post("/exec/run", Command.on(bob, where).json());

        answer.expect(502);
        assertEquals("not_sent", answer.text("error"));
        JsonNode refused = bob.rest().get("/network/status").expect(200).json().get("refused");
        assertTrue(refused.path("refused_by_policy").asLong() >= 1, refused.toString());
        JsonNode links = bob.rest().get("/network/status").expect(200).json().get("links");
        for (JsonNode link : links) {
            assertTrue(!link.get("machine_id").asText().equals(carol.machineId()), link.toString());
        }
    }

    @Test
    void of_several_machines_one_must_be_named() {
        String other = "ab".repeat(32);
        for (String machine : List.of(bob.machineId(), other)) {
            alice.rest()
                    .post(
                            "/contacts/" + bob.agentId() + "/machines",
                            "{\"machine_id\":\"%s\",\"pinned\":true}".formatted(machine));
        }
        try {
            Answer several = alice.rest().post("/exec/run", Command.on(bob, where).json());
            several.expect(409);
            assertEquals("machine_ambiguous", several.text("error"));
            assertEquals(
                    "exited",
                    alice.run(Command.on(bob, where).with("machine_id", bob.machineId()))
                            .outcome());
        } finally {
            alice.rest()
                    .call("DELETE", "/contacts/" + bob.agentId() + "/machines/" + other, "")
                    .expect(204);
        }
    }

    /** With anybody left who might know a way to it, the lease decides instead. */
    @Test
    void who_is_gone_with_every_path_ends_its_command_before_its_lease() throws Exception {
        Node lonely = fleet.node("lonely");
        String hold = lonely.script("hold.sh", "sleep 7532.$1 & wait\n");
        Hostile hostile = new Hostile(lonely);
        Hostile.Self eve = hostile.machine("m1", "eve");
        lonely.acl(
                        Acl.enabled()
                                .allow(
                                        eve.agentId(),
                                        eve.machineId(),
                                        List.of(List.of(hold, "<INT>")),
                                        ""))
                .start();
        lonely.imports(eve.link(), "trusted");
        hostile.dials(lonely, "m1");
        hostile.send(
                "m1",
                lonely,
                hostile.seal(
                        "m1",
                        lonely,
                        List.of(
                                frame("open", "lease_ms", 60_000),
                                frame(
                                        "request",
                                        "argv",
                                        List.of(hold, "77"),
                                        "timeout_ms",
                                        120_000))));
        String id = lonely.audit().awaitStarted("77");

        hostile.end();

        JsonNode exit =
                Await.value(
                        "the end of " + id,
                        Duration.ofSeconds(90),
                        () ->
                                lonely.audit().of(id).stream()
                                        .filter(l -> l.get("event").asText().equals("exit"))
                                        .findFirst());
        assertEquals("peer_disconnected", exit.get("outcome").asText());
        assertEquals(15, exit.get("signal").asInt());
    }
}
