// SPDX-License-Identifier: Apache-2.0
package dev.x0x.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;

import dev.x0x.conformance.harness.Acl;
import dev.x0x.conformance.harness.Answer;
import dev.x0x.conformance.harness.Await;
import dev.x0x.conformance.harness.Command;
import dev.x0x.conformance.harness.Fleet;
import dev.x0x.conformance.harness.Node;
import dev.x0x.conformance.harness.Processes;
import dev.x0x.conformance.harness.RunResult;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** An ACL that changes while the daemon runs: judged whole, in force at once, recorded. */
class ReloadTest {
    @RegisterExtension static final Fleet fleet = new Fleet();

    static Node node;
    static String hold;
    static String good;

    @BeforeAll
    static void start() throws Exception {
        node = fleet.node("node").start(); // once, for its ids
        assertEquals(0, node.stop());
        hold = node.script("hold.sh", "sleep 7533.$1 & wait\n");
        node.acl(with("/bin/true")).start();
        good = Files.readString(node.aclFile());
    }

    private static Acl with(String program) {
        return Acl.enabled().allow(node, List.of(List.of(program), List.of(hold, "<INT>")));
    }

    @BeforeEach
    void the_good_one_is_in_force() throws Exception {
        replace(good);
        Await.until("it is in force", () -> summary().get("sha256").asText().equals(sha256(good)));
    }

    /** As an editor does: whole or not at all. */
    private static void replace(String text) throws Exception {
        Path next = node.aclFile().resolveSibling("next.toml");
        Files.writeString(next, text);
        Files.move(next, node.aclFile(), StandardCopyOption.ATOMIC_MOVE);
    }

    private static RunResult asked(String... argv) {
        return node.run(Command.on(node, argv));
    }

    private static JsonNode summary() {
        return node.rest().get("/diagnostics/exec").expect(200).json().get("acl_summary");
    }

    private static JsonNode status() {
        return node.rest().get("/status").expect(200).json();
    }

    /** The newest record of a change. */
    private static JsonNode change(String sha256) {
        return Await.value(
                "the change to " + sha256 + " is recorded",
                Await.PATIENCE,
                () ->
                        node.audit().lines().stream()
                                .filter(line -> line.get("event").asText().equals("policy"))
                                .filter(line -> line.get("new_sha256").asText().equals(sha256))
                                .reduce((_, last) -> last));
    }

    private static String sha256(String text) throws Exception {
        return HexFormat.of()
                .formatHex(
                        MessageDigest.getInstance("SHA-256")
                                .digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void what_is_taken_out_is_refused_and_what_is_put_in_runs() throws Exception {
        node.acl(with("/bin/echo"));
        String changed = Files.readString(node.aclFile());

        Await.until("it is refused", () -> "argv_not_allowed".equals(asked("/bin/true").denial()));
        assertEquals("exited", asked("/bin/echo").outcome());
        JsonNode recorded = change(sha256(changed));
        assertTrue(recorded.get("in_force").asBoolean(), recorded.toString());
        assertEquals(sha256(good), recorded.get("old_sha256").asText());
        assertTrue(summary().get("stale_since").isNull());
    }

    @Test
    void a_command_that_may_not_run_any_more_is_ended() throws Exception {
        CompletableFuture<Answer> run =
                node.rest().postAsync("/exec/run", Command.on(node, hold, "1").json());
        node.audit().awaitStarted("1");

        replace(good.replace("\"" + hold + "\"", "\"" + hold + "-no-more\""));

        RunResult result = new RunResult(run.get(60, TimeUnit.SECONDS).expect(200).json());
        assertEquals("cancelled", result.outcome());
        assertEquals(
                "the ACL was changed",
                node.audit().await(result.requestId(), "exit").get("cause").asText());
        Await.until("nothing runs", () -> Processes.withArgument("7533.1").isEmpty());
    }

    @Test
    void one_that_still_may_goes_on() throws Exception {
        CompletableFuture<Answer> run =
                node.rest().postAsync("/exec/run", Command.on(node, hold, "2").json());
        String id = node.audit().awaitStarted("2");

        replace(good.replace("/bin/true", "/bin/echo"));

        Await.until("it is refused", () -> "argv_not_allowed".equals(asked("/bin/true").denial()));
        assertFalse(Processes.withArgument("7533.2").isEmpty());
        node.rest().post("/exec/cancel", "{\"request_id\":\"" + id + "\"}").expect(200);
        run.get(60, TimeUnit.SECONDS).expect(200);
    }

    @Test
    void a_bad_one_leaves_the_old_in_force_and_says_so() throws Exception {
        String bad = good.replace("enabled = true", "enabled = maybe");
        replace(bad);

        JsonNode recorded = change(sha256(bad));

        assertFalse(recorded.get("in_force").asBoolean(), recorded.toString());
        assertTrue(recorded.get("why").asText().contains("exec-acl.toml:2:"), recorded.toString());
        assertEquals("exited", asked("/bin/true").outcome());
        assertFalse(summary().get("stale_since").isNull());
        JsonNode status = status();
        assertEquals("degraded", status.get("status").asText());
        assertTrue(
                status.get("warnings").toString().contains("the one before stays in force"),
                status.toString());
        replace(good);
        Await.until("it is no longer stale", () -> summary().get("stale_since").isNull());
    }

    @Test
    void one_that_has_gone_disables_exec_and_ends_what_runs() throws Exception {
        CompletableFuture<Answer> run =
                node.rest().postAsync("/exec/run", Command.on(node, hold, "3").json());
        node.audit().awaitStarted("3");

        Files.delete(node.aclFile());

        RunResult result = new RunResult(run.get(60, TimeUnit.SECONDS).expect(200).json());
        assertEquals("cancelled", result.outcome());
        assertEquals("exec_disabled", asked("/bin/true").denial());
        assertEquals("acl_missing", summary().get("disabled_reason").asText());
    }

    @Test
    void a_hangup_reads_it_again_and_ends_nothing() throws Exception {
        long before = changes();
        new ProcessBuilder("kill", "-HUP", String.valueOf(node.pid())).start().waitFor();

        Await.until("it was read again", () -> changes() > before);

        assertTrue(node.isRunning());
        assertEquals("exited", asked("/bin/true").outcome());
    }

    private static long changes() throws Exception {
        return node.audit().lines().stream()
                .filter(line -> line.get("event").asText().equals("policy"))
                .count();
    }
}
