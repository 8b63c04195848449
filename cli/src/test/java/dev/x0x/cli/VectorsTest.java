// SPDX-License-Identifier: Apache-2.0
package dev.x0x.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;

import dev.x0x.cli.daemon.Json;
import dev.x0x.cli.daemon.JsonReader;
import dev.x0x.cli.daemon.JsonWriter;
import dev.x0x.cli.print.Ending;
import dev.x0x.cli.print.Outline;
import dev.x0x.cli.print.Pages;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/** The REST API's answers as they are pinned, read the way the command reads them. */
class VectorsTest {
    static final Path REST = Path.of("../conformance-tests/vectors/rest");

    private static final Set<String> RUN =
            Set.of(
                    "ok",
                    "request_id",
                    "code",
                    "signal",
                    "duration_ms",
                    "stdout_b64",
                    "stderr_b64",
                    "stdout_bytes_total",
                    "stderr_bytes_total",
                    "truncated",
                    "denial_reason",
                    "warnings",
                    "outcome");

    static String text(String name) throws IOException {
        return Files.readString(REST.resolve(name + ".json"));
    }

    static Json json(String name) throws IOException {
        return JsonReader.read(Files.readAllBytes(REST.resolve(name + ".json")));
    }

    @Test
    void every_file_reads_the_same_as_with_another_reader() throws IOException {
        int files = 0;
        try (var all = Files.newDirectoryStream(REST, "*.json")) {
            for (Path each : all) {
                byte[] bytes = Files.readAllBytes(each);
                var mapper = new ObjectMapper();
                String ours = JsonWriter.compact(JsonReader.read(bytes));
                assertEquals(mapper.readTree(bytes), mapper.readTree(ours), each.toString());
                files++;
            }
        }
        assertTrue(files > 30, "vectors are missing: " + files);
    }

    @ParameterizedTest
    @CsvSource({
        "exec-run-ok, 0",
        "exec-run-nonzero, 3",
        "exec-run-denied, 126",
        "exec-run-spawn-failed, 127",
        "exec-run-signalled, 137",
        "exec-run-timed-out, 124",
        "exec-run-cancelled, 130",
        "exec-run-truncated, 0",
        "exec-run-fate-unknown, 123",
        "exec-run-streamed-end, 0",
        "exec-result-ended, 0",
        "exec-result-running, 123"
    })
    void ends_have_all_fields_and_their_exit_code(String name, int code) throws IOException {
        assertEquals(RUN, json(name).members().keySet());
        assertEquals(code, ExitCode.of(Ending.of(json(name))));
    }

    @ParameterizedTest
    @CsvSource({
        "exited, 0",
        "lease_expired, 122",
        "peer_disconnected, 122",
        "idle, 122",
        "daemon_stopped, 122",
        "fate_unknown, 123",
        "of_a_later_version, 123"
    })
    void every_outcome_has_an_exit_code(String outcome, int code) throws IOException {
        var json = "{\"outcome\":\"" + outcome + "\",\"code\":0}";
        assertEquals(
                code,
                ExitCode.of(Ending.of(JsonReader.read(json.getBytes(StandardCharsets.UTF_8)))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'code':0,'signal':null,'denial_reason':null} | 0",
                "{'code':7,'signal':null,'denial_reason':null} | 7",
                "{'code':9,'signal':9,'denial_reason':null} | 137",
                "{'code':null,'signal':null,'denial_reason':'busy'} | 126",
                "{'code':null,'signal':null,'denial_reason':'spawn_failed'} | 127",
                "{'code':null,'signal':null,'denial_reason':null} | 123",
                "{'outcome':'exited','code':null} | 123",
                "{'outcome':'exited','code':256} | 123",
                "{'outcome':'exited','code':-1} | 123",
                "{'outcome':'exited','code':'0'} | 123",
                "{} | 123",
                "[] | 123"
            })
    void an_end_that_says_nothing_good_is_no_success(String text, int code) throws IOException {
        byte[] json = text.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        assertEquals(code, ExitCode.of(Ending.of(JsonReader.read(json))));
    }

    @Test
    void pages_show_what_matters() throws IOException {
        assertTrue(Pages.contacts(json("contacts")).contains("bob"));
        assertTrue(Pages.contacts(json("contacts")).startsWith("LABEL"));
        assertTrue(Pages.machines(json("machines")).contains("server"));
        assertTrue(Pages.peers(json("peers")).contains("192.0.2.1:5483"));
        assertTrue(Pages.network(json("network-status")).contains("dial_out"));
        assertTrue(Pages.network(json("network-status")).contains("192.0.2.1:5483"));
        assertTrue(Pages.agents(json("agents")).contains("bob"));
        assertTrue(Pages.agents(json("agents-find")).contains("bob"));
        assertTrue(Pages.path(json("agents-path")).contains("e5e5e5"));
        assertTrue(Pages.givenUp(json("identity-revocations")).contains("agent"));
        assertTrue(Pages.sessions(json("sessions")).contains("/usr/bin/journalctl -n 20"));
        assertTrue(Pages.revocations(json("contacts-revocations")).contains("laptop stolen"));
        assertTrue(Pages.card(json("agent-card")).startsWith("x0x://agent/"));
        assertEquals(1, Pages.card(json("agent-card")).lines().count());
        assertTrue(Pages.imported(json("agent-card-import")).startsWith("imported bob b2b2"));
        assertTrue(Pages.agent(json("agent")).contains("machine_id: c3c3"));
        assertFalse(Pages.agent(json("agent")).contains("AAAA"), "the key is not for people");
        assertTrue(Outline.of(json("diagnostics-exec")).contains("  requests_received: 9"));
        assertTrue(Outline.of(json("status")).contains("external_addrs:\n  - 192.0.2.1:5483"));
    }
}
