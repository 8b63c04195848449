// SPDX-License-Identifier: Apache-2.0
package dev.x0x.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import dev.x0x.conformance.harness.Acl;
import dev.x0x.conformance.harness.Cli;
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

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The record of what ran is a chain that its machine signs, and the command sees any change. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class AuditTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @RegisterExtension static final Fleet fleet = new Fleet();

    static Node node;
    static Path log;
    static RunResult ran;
    static RunResult denied;

    @BeforeAll
    static void start() throws Exception {
        node = fleet.node("node").start(); // once, for its ids
        assertEquals(0, node.stop());
        node.acl(
                        Acl.enabled()
                                .allow(
                                        node,
                                        List.of(
                                                List.of("/bin/true"),
                                                List.of("/bin/echo", "<INT>"))))
                .start();
        log = node.audit().file();
        ran = node.run(Command.on(node, "/bin/echo", "42"));
        denied = node.run(Command.on(node, "/bin/false"));
        assertEquals("exited", ran.outcome());
        assertEquals("argv_not_allowed", denied.denial());
        assertEquals(0, node.stop());
    }

    private static JsonNode verify(int code, String... more) throws Exception {
        String[] line = new String[4 + more.length];
        System.arraycopy(new String[] {"audit", "verify", log.toString(), "--json"}, 0, line, 0, 4);
        System.arraycopy(more, 0, line, 4, more.length);
        return JSON.readTree(node.cli().run(line).expect(code).out());
    }

    @Test
    @Order(1)
    void a_stopped_daemon_leaves_a_record_that_is_signed_to_its_end() throws Exception {
        JsonNode report = verify(0, "--machine", node.machineId());

        assertEquals(node.audit().lines().size(), report.get("records").asInt());
        assertEquals(report.get("records"), report.get("signed_up_to"));
        assertEquals(node.machineId(), report.get("machine_id").asText());
        assertEquals("[]", report.get("notes").toString());
        verify(1, "--machine", "ab".repeat(32));
    }

    @Test
    @Order(2)
    void any_change_is_found_and_named() throws Exception {
        List<String> good = Files.readAllLines(log);
        try {
            for (int at = 0; at < good.size(); at++) {
                List<String> changed = new java.util.ArrayList<>(good);
                changed.set(
                        at, changed.get(at).replaceFirst("\"ts_unix_ms\":1", "\"ts_unix_ms\":2"));
                Files.write(log, changed);
                JsonNode report = verify(1);
                int line = report.get("line").asInt();
                assertTrue(line == at + 1 || line == at + 2, at + 1 + " changed: " + report);
            }
            Files.write(log, good.subList(0, good.size() - 1));
            String head = good.size() + ":" + sha256(good.getLast());
            JsonNode cut = verify(1, "--head", head);
            assertTrue(cut.get("error").asText().contains("were cut from the end"), cut.toString());
        } finally {
            Files.write(log, good);
        }
        verify(0);
    }

    private static String sha256(String text) throws Exception {
        return java.util.HexFormat.of()
                .formatHex(
                        java.security.MessageDigest.getInstance("SHA-256")
                                .digest(text.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    }

    @Test
    @Order(3)
    void the_records_of_a_request_are_shown() throws Exception {
        Cli.Ended one =
                node.cli().run("audit", "show", log.toString(), "--request", ran.requestId());
        List<String> lines = one.expect(0).out().lines().toList();
        assertEquals(3, lines.size(), one.out());
        assertTrue(lines.get(0).contains("request  /bin/echo 42  by "), lines.get(0));
        assertTrue(lines.get(1).contains("started  pid "), lines.get(1));
        assertTrue(lines.get(2).contains("exit  exited  code 0"), lines.get(2));

        Cli.Ended refusals =
                node.cli().run("audit", "show", log.toString(), "--outcome", "denied", "--json");
        JsonNode refusal = JSON.readTree(refusals.expect(0).out());
        assertEquals(denied.requestId(), refusal.get("request_id").asText());
        assertEquals("argv_not_allowed", refusal.get("reason").asText());

        Cli.Ended newest =
                node.cli().run("audit", "tail", log.toString(), "--lines", "1", "--since", "1h");
        assertTrue(newest.expect(0).out().contains("checkpoint  signed to record"), newest.out());
        node.cli().run("audit", "show", log + ".none").expect(1);
        node.cli().run("audit", "show", log.toString(), "--since", "yesterday").expect(2);
    }

    @Test
    @Order(4)
    void a_record_that_was_cut_while_the_daemon_was_down_is_a_warning() throws Exception {
        List<String> good = Files.readAllLines(log);
        Files.write(log, good.subList(0, 2));
        node.start();
        String warnings = node.rest().get("/status").expect(200).json().get("warnings").toString();
        assertTrue(warnings.contains("it was cut or put back"), warnings);
        assertEquals(0, node.stop());
        Files.write(log, good);
        node.start();
        warnings = node.rest().get("/status").expect(200).json().get("warnings").toString();
        assertTrue(!warnings.contains("it was cut or put back"), warnings);
    }

    @Test
    @Order(5)
    void a_file_that_is_taken_away_is_missed_and_recording_goes_on() throws Exception {
        Path away = log.resolveSibling("away");
        Files.move(log, away);

        RunResult after = node.run(Command.on(node, "/bin/true"));

        assertEquals("exited", after.outcome());
        assertEquals(List.of("request", "started", "exit"), node.audit().events(after.requestId()));
        String warnings = node.rest().get("/status").expect(200).json().get("warnings").toString();
        assertTrue(warnings.contains("removed or replaced"), warnings);
        assertEquals(0, node.stop());
        JsonNode report = verify(1);
        assertTrue(report.get("error").asText().contains("are not here"), report.toString());
        verify(0, "--partial");
        Files.move(away, log.resolveSibling(log.getFileName() + ".00000000000000000099"));
        verify(0);
    }
}
