// SPDX-License-Identifier: Apache-2.0
package dev.x0x.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.x0x.cli.daemon.FakeDaemon;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

class MainTest {
    private static final String ID = "a1".repeat(32);
    private static final String MACHINE = "c3".repeat(32);
    private static final String REQUEST = "0f".repeat(16);

    @TempDir Path home;
    private FakeDaemon fake;
    private Here here;

    @BeforeEach
    void start() throws IOException {
        fake = new FakeDaemon();
        fake.moveInto(home);
        here = new Here(home);
    }

    @AfterEach
    void stop() {
        fake.close();
    }

    private static String[] words(String line) {
        return line.isEmpty() ? new String[0] : line.replace("ID", ID).split(" ", -1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "--json",
                "nonsense",
                "exec",
                "exec bob",
                "exec bob --",
                "exec bob uptime",
                "exec bob uptime -- uptime",
                "exec -- uptime",
                "exec bob --nonsense -- uptime",
                "exec bob --timeout -- uptime",
                "exec bob --timeout 0 -- uptime",
                "exec bob --timeout -1 -- uptime",
                "exec bob --timeout +1 -- uptime",
                "exec bob --timeout 1.0001 -- uptime",
                "exec bob --timeout 1e3 -- uptime",
                "exec bob --timeout 4294968 -- uptime",
                "exec bob --timeout 1 --timeout 2 -- uptime",
                "exec bob --machine abc -- uptime",
                "exec bob --request-id abc -- uptime",
                "exec bob --cancel abc",
                "exec cancel",
                "exec cancel abc",
                "trust",
                "trust set bob",
                "trust set bob friend",
                "trust evaluate bob abc",
                "machines",
                "machines add bob",
                "machines add bob abc",
                "contacts add bob",
                "contacts add ID --trust friend",
                "contacts add ID --label exec",
                "contacts add ID --label cancel",
                "contacts update bob",
                "contacts update bob --type friend",
                "contacts nonsense",
                "diagnostics",
                "diagnostics nonsense",
                "direct",
                "direct send bob",
                "direct send bob text --file x",
                "direct send bob text --require-ack-ms x",
                "completion",
                "completion csh",
                "status --api nowhere",
                "status --name -x",
                "status more"
            })
    void wrong_usage_is_2_and_asks_nobody(String line) {
        assertEquals(2, here.run(words(line)), here.err());
        assertTrue(here.err().startsWith("x0x: "), here.err());
        assertFalse(here.err().contains("picocli") || here.err().contains("Exception"));
        assertEquals("", here.out());
        assertTrue(fake.asked().isEmpty());
    }

    @Test
    void a_word_that_is_not_utf8_is_refused() {
        assertEquals(2, here.run("exec", ID, "--", "a\uFFFDb"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "status | GET /status |",
                "--json status | GET /status |",
                "diagnostics dm | GET /diagnostics/dm |",
                "exec sessions | GET /exec/sessions |",
                "exec cancel REQ | POST /exec/cancel | {'request_id':'REQ'}",
                "exec cancel REQ --agent-id ID | POST /exec/cancel |"
                        + " {'request_id':'REQ','agent_id':'ID'}",
                "exec ID --cancel REQ | POST /exec/cancel | {'request_id':'REQ','agent_id':'ID'}",
                "agent | GET /agent |",
                "card | GET /agent/card?include_local_addresses=false |",
                "agent card --display-name x --include-local-addresses | GET"
                        + " /agent/card?include_local_addresses=true&display_name=x |",
                "import x0x://agent/abc | POST /agent/card/import |"
                        + " {'card':'x0x://agent/abc','trust_level':'known'}",
                "agent import abc --trust trusted | POST /agent/card/import |"
                        + " {'card':'abc','trust_level':'trusted'}",
                "contacts | GET /contacts |",
                "contacts list | GET /contacts |",
                "contacts add ID --label bob | POST /contacts |"
                        + " {'agent_id':'ID','trust_level':'known','label':'bob'}",
                "contacts update ID --type pinned | PATCH /contacts/ID |"
                        + " {'identity_type':'pinned'}",
                "contacts remove ID | DELETE /contacts/ID |",
                "contacts revoke ID --reason lost | POST /contacts/ID/revoke | {'reason':'lost'}",
                "contacts revocations ID | GET /contacts/ID/revocations |",
                "trust set ID blocked | POST /contacts/trust | {'agent_id':'ID','level':'blocked'}",
                "trust evaluate ID MAC | POST /trust/evaluate |"
                        + " {'agent_id':'ID','machine_id':'MAC'}",
                "machines list ID | GET /contacts/ID/machines |",
                "machines add ID MAC --pin | POST /contacts/ID/machines |"
                        + " {'machine_id':'MAC','pinned':true}",
                "machines remove ID MAC | DELETE /contacts/ID/machines/MAC |",
                "peers | GET /peers |",
                "network status | GET /network/status |",
                "agents list | GET /agents |",
                "identity revocations | GET /identity/revocations |",
                "agents connect ID | POST /agents/connect | {'agent_id':'ID'}",
                "direct send ID hi | POST /direct/send | {'agent_id':'ID','payload':'aGk='}",
                "direct send ID hi --require-ack-ms 50 | POST /direct/send |"
                        + " {'agent_id':'ID','payload':'aGk=','require_ack_ms':50}"
            })
    void each_verb_asks_one_question(String line, String request, String body) {
        fake.on(filled(request), 200, "{\"ok\":true}");
        assertEquals(0, here.run(filled(line).split(" ", -1)), here.err());
        assertEquals(filled(request), fake.asked().getLast().line());
        assertEquals(body == null ? "" : filled(body).replace('\'', '"'), Here.body(fake));
        assertEquals("", here.err());
    }

    private static String filled(String text) {
        return text.replace("ID", ID).replace("MAC", MACHINE).replace("REQ", REQUEST);
    }

    @Test
    void a_label_is_looked_up_and_a_pin_may_go_without_a_machine() throws IOException {
        fake.on("GET /contacts", 200, VectorsTest.text("contacts"));
        String bob = "b2".repeat(32);
        String machine = "d4".repeat(32);
        fake.on("GET /contacts/" + bob + "/machines", 200, VectorsTest.text("machines"));
        fake.on(
                "POST /contacts/" + bob + "/machines/" + machine + "/pin",
                200,
                VectorsTest.text("machines-pin"));
        assertEquals(0, here.run("machines", "pin", "bob"), here.err());
        fake.on(
                "POST /contacts/" + bob + "/machines/" + machine + "/pin",
                200,
                "{\"ok\":true,\"pinned\":false}");
        assertEquals(1, here.run("machines", "pin", "bob"));
        assertEquals(1, here.run("machines", "pin", "nobody"));
        assertTrue(here.err().contains("no contact is called `nobody`"), here.err());
    }

    @Test
    void json_is_the_answer() throws IOException {
        fake.on("GET /status", 200, VectorsTest.text("status"));
        assertEquals(0, here.run("status", "--json"));
        assertEquals(VectorsTest.text("status"), here.out());
    }

    @Test
    void a_no_is_1_and_says_why() {
        fake.on(
                "GET /status",
                401,
                "{\"ok\":false,\"error\":\"missing or invalid Authorization: Bearer token\"}");
        assertEquals(1, here.run("status"));
        assertTrue(here.err().contains("--token-file"), here.err());
        assertEquals("", here.out());
    }

    @Test
    void no_daemon_is_1_and_125_for_exec() {
        fake.close();
        assertEquals(1, here.run("status"));
        assertTrue(here.err().contains("is x0xd running? start it with: x0x start"), here.err());
        assertEquals(125, here.run("exec", ID, "--", "uptime"));
        assertTrue(here.err().startsWith("x0x: outcome=not_run: no daemon answers at"), here.err());
    }

    @Test
    void cards_come_from_arguments_files_and_standard_input() throws IOException {
        fake.on("POST /agent/card/import", 200, VectorsTest.text("agent-card-import"));
        Path file = home.resolve("bob.card");
        Files.writeString(file, "from-file\n");
        assertEquals(0, here.run("import", "@" + file));
        assertTrue(Here.body(fake).contains("\"from-file\""));
        here.in = "from-stdin\n".getBytes(StandardCharsets.UTF_8);
        assertEquals(0, here.run("import", "-", "--trust", "trusted"));
        assertTrue(Here.body(fake).contains("\"from-stdin\""));
        assertEquals(1, here.run("import", "@" + home.resolve("missing")));
        assertTrue(here.err().contains("there is no file"), here.err());
    }

    @Test
    void an_instance_has_its_own_address_and_token() throws IOException {
        Path data = Files.createDirectories(home.resolve(".local/share/x0x-two"));
        Files.writeString(data.resolve("api-token"), "other");
        Files.writeString(data.resolve("api.port"), fake.address().toString());
        fake.on("GET /status", 200, "{\"ok\":true}");
        assertEquals(0, here.run("--name", "two", "status"));
        assertEquals("Bearer other", fake.asked().getLast().headers().get("Authorization"));
        assertEquals(
                0,
                here.run(
                        "status",
                        "--api",
                        "http://" + fake.address(),
                        "--token-file",
                        data.resolve("api-token").toString()));
        assertEquals("Bearer other", fake.asked().getLast().headers().get("Authorization"));
    }

    @ParameterizedTest
    @EnumSource(Verb.class)
    void every_verb_has_help_with_an_example(Verb verb) {
        String[] words = (verb.path() + " --help").split(" ", -1);
        assertEquals(0, here.run(words), here.err());
        assertTrue(here.out().contains("Examples:\n  "), here.out());
        assertTrue(here.out().contains("x0x " + verb.path()), here.out());
        assertTrue(fake.asked().isEmpty());
    }

    @Test
    void the_programs_own_help_lists_every_verb() {
        assertEquals(0, here.run("--help"));
        for (Verb verb : Verb.values()) {
            assertTrue(here.out().contains("\n  " + verb.path() + " "), verb.path());
        }
        assertEquals(0, here.run("--version"));
        assertTrue(here.out().matches("x0x \\d+\\.\\d+\\S*\n"), here.out());
    }

    @Test
    void stop_waits_until_nobody_answers() {
        fake.on(
                "POST /shutdown",
                (asked, out) -> {
                    out.write(
                            "HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n{\"ok\":true}"
                                    .getBytes(StandardCharsets.UTF_8));
                    out.flush();
                    fake.close();
                });
        assertEquals(0, here.run("stop"), here.err());
        assertEquals("x0xd has stopped\n", here.out());
    }

    @Test
    void start_is_content_with_a_daemon_that_runs() {
        fake.on("GET /health", 200, "{\"ok\":true}");
        assertEquals(0, here.run("start"), here.err());
        assertTrue(here.out().startsWith("x0xd is running already"), here.out());
    }

    @Test
    void doctor_fails_when_nobody_answers_and_passes_otherwise() throws IOException {
        fake.on("GET /health", 200, VectorsTest.text("health"));
        fake.on("GET /status", 200, VectorsTest.text("status"));
        fake.on("GET /network/status", 200, VectorsTest.text("network-status"));
        fake.on("GET /diagnostics/exec", 200, VectorsTest.text("diagnostics-exec"));
        assertEquals(0, here.run("doctor"), here.out());
        assertTrue(here.out().contains("PASS  exec is on, 2 commands allowed"), here.out());
        fake.on("GET /diagnostics/exec", 200, VectorsTest.text("diagnostics-exec-disabled"));
        assertEquals(0, here.run("doctor"), here.out());
        assertTrue(here.out().contains("WARN  exec is off here (acl_missing)"), here.out());
        fake.close();
        assertEquals(1, here.run("doctor"));
        assertTrue(here.out().contains("FAIL  no daemon answers"), here.out());
    }
}
