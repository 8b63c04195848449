// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Bodies are read strictly, and a refusal names what is wrong. */
final class BodyTest {
    @TempDir static Path dataDir;
    private static RestRig rig;

    @BeforeAll
    static void start() throws IOException {
        rig = new RestRig(dataDir);
    }

    @AfterAll
    static void stop() throws IOException {
        rig.close();
    }

    private static String error(String path, String body, int status) throws IOException {
        return rig.refusal(path, fill(body), status).get("error").textValue();
    }

    private static String fill(String text) {
        return text.replace('\'', '"')
                .replace("AID", RestRig.A)
                .replace("MID", RestRig.M)
                .replace("RID", RestRig.R);
    }

    /** Bodies that work, so that each field can be spoilt in turn. */
    private static final Map<String, String> GOOD = new LinkedHashMap<>();

    static {
        GOOD.put("/agent/card/import", "{'card':'x0x://agent/e30','trust_level':'known'}");
        GOOD.put("/agents/connect", "{'agent_id':'AID'}");
        GOOD.put("/contacts", "{'agent_id':'AID','trust_level':'known','label':'bob'}");
        GOOD.put("/contacts/trust", "{'agent_id':'AID','level':'trusted'}");
        GOOD.put("/contacts/AID/machines", "{'machine_id':'MID','label':'m','pinned':true}");
        GOOD.put("/contacts/AID/revoke", "{'reason':'stolen'}");
        GOOD.put("/direct/send", "{'agent_id':'AID','payload':'aGk=','require_ack_ms':100}");
        GOOD.put("/exec/cancel", "{'request_id':'RID','agent_id':'AID'}");
        GOOD.put(
                "/exec/run",
                "{'agent_id':'AID','argv':['id'],'timeout_ms':5,'stdin_b64':'aGk=','cwd':'/',"
                        + "'request_id':'RID','machine_id':'MID'}");
        GOOD.put("/trust/evaluate", "{'agent_id':'AID','machine_id':'MID'}");
    }

    @Test
    void every_good_body_is_taken() throws IOException {
        for (Map.Entry<String, String> good : GOOD.entrySet()) {
            RawHttp.Answer answer = rig.post(fill(good.getKey()), fill(good.getValue()));
            assertTrue(answer.status() < 300, good.getKey() + ": " + answer.text());
        }
    }

    @Test
    void every_field_of_another_type_is_named() throws IOException {
        for (Map.Entry<String, String> good : GOOD.entrySet()) {
            String body = fill(good.getValue());
            var fields = new com.fasterxml.jackson.databind.ObjectMapper().readTree(body);
            for (String name : (Iterable<String>) fields::fieldNames) {
                for (String wrong : wrongFor(fields.get(name))) {
                    String spoilt =
                            body.replace(
                                    "\"" + name + "\":" + fields.get(name),
                                    "\"" + name + "\":" + wrong);
                    assertFalse(spoilt.equals(body));
                    String error = error(fill(good.getKey()), spoilt, 400);
                    assertTrue(
                            error.startsWith(name) && error.contains(": expected "),
                            spoilt + " " + error);
                }
            }
        }
    }

    private static List<String> wrongFor(com.fasterxml.jackson.databind.JsonNode good) {
        return switch (good.getNodeType()) {
            case STRING -> List.of("1", "true", "[\"x\"]", "{}", "1.5");
            case NUMBER ->
                    List.of(
                            "\"5\"",
                            "true",
                            "[5]",
                            "{}",
                            "5.0",
                            "5e2",
                            "-1",
                            "4294967296",
                            "9223372036854775808");
            case BOOLEAN -> List.of("\"true\"", "1", "[]", "{}");
            case ARRAY -> List.of("\"id\"", "1", "{}", "[1]", "[null]", "[[\"id\"]]", "[\"a\",{}]");
            case OBJECT, NULL, BINARY, MISSING, POJO -> throw new AssertionError(good);
        };
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'agent_id':'AID','argv':['id'],'argw':1}  | unknown field `argw`; known here: "
                        + "agent_id, argv, timeout_ms, stdin_b64, cwd, request_id, machine_id",
                "{'agent_id':'AID','argv':['id'],'argv':['id']} | argv: given twice",
                "{'agent_id':'AID','argv':null,'argv':['id']} | argv: given twice",
                "{'agent_id':'AID','argv':['id']} x | the body is not valid JSON at line 1,",
                "{'agent_id':'AID','argv':['id']}{} | the body: something follows",
                "{'agent_id':'AID','argv':['id'] | the body is not valid JSON at line 1,",
                "{'agent_id':'AID','argv':['id'],} | the body is not valid JSON at line 1,",
                "{agent_id:'AID'} | the body is not valid JSON at line 1, column 2",
                "/* */ {} | the body is not valid JSON",
                "[] | the body: expected a JSON object",
                "null | the body: expected a JSON object",
                "'x' | the body: expected a JSON object",
                "`` | the body: expected a JSON object",
                "{'argv':['id']} | agent_id: missing; expected a string",
                "{'agent_id':null,'argv':['id']} | agent_id: missing; expected a string",
                "{'agent_id':'AID'} | argv: missing; expected an array of strings",
                "{'agent_id':'AID','argv':[]} | argv must not be empty",
                "{'agent_id':'bob','argv':['id']} | agent_id: expected 64 hex characters",
                "{'agent_id':'AID0','argv':['id']} | agent_id: expected 64 hex characters",
                "{'agent_id':'AID','argv':['id'],'request_id':'1'} | request_id: expected 32 hex",
                "{'agent_id':'AID','argv':['id'],'machine_id':''} | machine_id: expected 64 hex",
                "{'agent_id':'AID','argv':['id'],'stdin_b64':'a'} | invalid stdin_b64: not stand",
                "{'agent_id':'AID','argv':['id'],'stdin_b64':'a_-='} | invalid stdin_b64: not",
                "{'agent_id':'AID','argv':['id'],'stdin_b64':'aGk'} | invalid stdin_b64: not",
                "{'agent_id':'AID','argv':['a\\ud800']} | argv[0]: half a surrogate pair in it",
                "{'agent_id':'AID','argv':['a','\\udc00\\ud800']} | argv[1]: half a surrogate",
            })
    void what_is_wrong_is_said(String body, String error) throws IOException {
        String said = error("/exec/run", body.strip(), 400);
        assertTrue(said.startsWith(error.strip()), said);
    }

    @Test
    void words_from_a_list_are_held_to_it() throws IOException {
        assertEquals(
                "invalid trust level: x (valid values: blocked, unknown, known, trusted)",
                error("/contacts", "{'agent_id':'AID','trust_level':'x'}", 400));
        assertEquals(
                "invalid_label", error("/contacts", "{'agent_id':'AID','label':'cancel'}", 400));
    }

    @Test
    void other_encodings_are_refused() throws IOException {
        for (var charset :
                List.of(
                        StandardCharsets.UTF_16,
                        StandardCharsets.UTF_16LE,
                        StandardCharsets.UTF_32BE)) {
            byte[] body = fill("{'request_id':'RID'}").getBytes(charset);
            assertEquals(400, post("/exec/cancel", "application/json", body).status());
        }
        byte[] latin = {'{', '"', 'r', (byte) 0xe9, '"', ':', '1', '}'};
        assertEquals(400, post("/exec/cancel", "application/json", latin).status());
    }

    private static RawHttp.Answer post(String path, String type, byte[] body) throws IOException {
        try (RawHttp http = rig.connect()) {
            http.write(
                    rig.head("POST", path)
                            + "%sContent-Length: %d\r\n\r\n"
                                    .formatted(
                                            type.isEmpty() ? "" : "Content-Type: " + type + "\r\n",
                                            body.length));
            http.write(body);
            return http.answer();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "application/json | 200",
                "Application/JSON; charset=UTF-8 | 200",
                "application/json;charset=\"utf-8\" | 200",
                "application/json;charset=latin1 | 415",
                "text/plain | 415",
                "application/x-www-form-urlencoded | 415",
                "application/jsonp | 415",
                "'' | 415",
            })
    void only_json_is_read(String type, int status) throws IOException {
        byte[] body = fill("{'request_id':'RID'}").getBytes(StandardCharsets.UTF_8);
        assertEquals(status, post("/exec/cancel", type, body).status());
    }

    @Test
    void a_call_without_fields_takes_nothing_or_an_empty_object() throws IOException {
        String pin = "/contacts/%s/machines/%s/pin".formatted(RestRig.A, RestRig.M);
        assertEquals(200, post(pin, "", new byte[0]).status());
        assertEquals(200, rig.post(pin, "{}").status());
        assertEquals("unknown field `x`; known here: none", error(pin, "{'x':1}", 400));
    }

    @Test
    void a_query_parameter_that_is_not_known_is_refused() throws IOException {
        String good = GOOD.get("/exec/run");
        assertEquals("unknown query parameter `strem`", error("/exec/run?strem=sse", good, 400));
        assertEquals("stream: expected sse", error("/exec/run?stream=ws", good, 400));
        assertEquals("stream: given twice", error("/exec/run?stream=sse&stream=sse", good, 400));
        assertEquals(400, rig.get("/agent/card?include_local_addresses=yes").status());
        for (String bad : List.of("%zz", "%", "%ff", "%c0%af")) {
            RawHttp.Answer answer = rig.get("/contacts/resolve?name=" + bad);
            assertTrue(answer.status() == 400 || answer.status() == 404, bad + answer.text());
            assertFalse(answer.json().get("ok").booleanValue());
            assertEquals(400, rig.get("/exec/result/" + bad).status(), bad);
        }
    }

    @Test
    void the_limit_is_named_when_it_is_passed() throws IOException {
        assertEquals(
                "the body is larger than 1048576 bytes",
                error("/contacts", "{'label':'" + "x".repeat(1 << 20) + "'}", 413));
        String large = "{'stdin_b64':'" + "A".repeat(17 << 20) + "'}";
        assertEquals("the body is larger than 16777216 bytes", error("/exec/run", large, 413));
        String chunk = "100000\r\n" + "x".repeat(1 << 20) + "\r\n";
        try (RawHttp http = rig.connect()) {
            http.write(
                    rig.head("POST", "/contacts")
                            + "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
                            + chunk.repeat(2));
            assertEquals(413, http.answer().status());
        }
    }

    @Test
    void the_limit_of_exec_holds_the_largest_stdin() throws IOException {
        String stdin = "A".repeat(16_000_000);
        String body = "{'agent_id':'AID','argv':['id'],'stdin_b64':'" + stdin + "'}";
        assertEquals(200, rig.post("/exec/run", fill(body)).status());
        var small = new RestConfig(rig.server.address(), dataDir, 1000, 30_000_000);
        assertTrue(small.execBodyLimit() > 40_000_000, "" + small.execBodyLimit());
    }
}
