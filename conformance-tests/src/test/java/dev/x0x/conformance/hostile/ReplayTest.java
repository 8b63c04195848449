// SPDX-License-Identifier: Apache-2.0
package dev.x0x.conformance.hostile;

import static dev.x0x.conformance.harness.Hostile.frame;
import static dev.x0x.conformance.hostile.Ground.M1;
import static dev.x0x.conformance.hostile.Ground.M2;
import static dev.x0x.conformance.hostile.Ground.M3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;

import dev.x0x.conformance.harness.Await;
import dev.x0x.conformance.harness.Fleet;
import dev.x0x.conformance.harness.Hostile;
import dev.x0x.conformance.harness.Hostile.Made;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** However often and on whichever way a request comes, it runs once (DECISIONS A6, B4). */
class ReplayTest {
    @RegisterExtension static final Fleet fleet = new Fleet();
    static Ground ground;
    static Hostile hostile;

    @BeforeAll
    static void start() throws Exception {
        ground = new Ground(fleet);
        hostile = ground.hostile;
    }

    @AfterAll
    static void stop() throws Exception {
        if (ground != null) {
            ground.end();
        }
    }

    private static void awaitMore(String id, String type, int than) {
        Await.until(
                "another `" + type + "` for " + id,
                () -> hostile.frames(M1, id, type).size() > than);
    }

    @Test
    void the_same_envelope_again_from_any_link() throws Exception {
        String token = ground.token();
        Made asked = hostile.seal(M1, ground.bob, ground.counting(token));
        hostile.send(M1, ground.bob, asked, "times", 5);
        hostile.send(M2, ground.bob, asked, "times", 5);
        ground.ranOnce("at once", token, asked.id());
        hostile.send(M1, ground.bob, asked, "times", 2);
        hostile.send(M3, ground.bob, asked, "times", 2);
        ground.barrier();
        ground.ranOnce("later", token, asked.id());
        assertEquals(List.of(), hostile.heardOf(M2, asked.id()), "answered where it came from");
        assertEquals(List.of(), hostile.heardOf(M3, asked.id()), "answered where it came from");
    }

    @Test
    void the_same_request_in_another_envelope_is_a_question() throws Exception {
        String token = ground.token();
        Made asked = hostile.seal(M1, ground.bob, ground.counting(token));
        hostile.send(M1, ground.bob, asked);
        ground.ranOnce("first", token, asked.id());
        assertEquals(List.of(asked.sha256()), named(asked.id()));
        // Who seals a second envelope does not know of the first: its answer names the second.
        Made again = hostile.seal(M1, ground.bob, ground.counting(token), "id", asked.id());
        hostile.send(M1, ground.bob, again);
        Await.until("an answer to the second", () -> named(asked.id()).size() > 1);
        hostile.send(
                M1,
                ground.bob,
                hostile.seal(M1, ground.bob, List.of(frame("query")), "id", asked.id()));
        Await.until("an answer to the question", () -> named(asked.id()).size() > 2);
        assertEquals(List.of(asked.sha256(), again.sha256(), again.sha256()), named(asked.id()));
        ground.ranOnce("again", token, asked.id());
    }

    /** Which request each end names, one for each envelope, copies of it left out. */
    private static List<String> named(String id) {
        Map<String, String> byEnvelope = new LinkedHashMap<>();
        for (JsonNode each : hostile.heardOf(M1, id)) {
            for (JsonNode frame : each.path("frames")) {
                if (frame.get("t").asText().equals("detail")) {
                    byEnvelope.putIfAbsent(
                            each.get("sha256").asText(), frame.get("request_sha256").asText());
                }
            }
        }
        return List.copyOf(byEnvelope.values());
    }

    @Test
    void the_same_id_for_another_command_is_refused() throws Exception {
        String token = ground.token();
        String other = ground.token();
        Made asked = hostile.seal(M1, ground.bob, ground.counting(token));
        hostile.send(M1, ground.bob, asked);
        ground.ranOnce("first", token, asked.id());
        Made second = hostile.seal(M1, ground.bob, ground.counting(other), "id", asked.id());
        hostile.send(M1, ground.bob, second);
        Await.until(
                "a refusal of the second",
                () ->
                        hostile.frames(M1, asked.id(), "exit").stream()
                                .anyMatch(
                                        exit ->
                                                exit.path("denial")
                                                        .asText()
                                                        .equals("duplicate_request")));
        assertEquals(0, ground.runs(other));
        assertEquals(1, ground.runs(token));
        // What is remembered of the first is untouched.
        int good = ends(asked);
        hostile.send(
                M1,
                ground.bob,
                hostile.seal(M1, ground.bob, List.of(frame("query")), "id", asked.id()));
        Await.until("the first end again", () -> ends(asked) > good);
    }

    private static int ends(Made asked) {
        return (int)
                hostile.frames(M1, asked.id(), "detail").stream()
                        .filter(d -> d.get("request_sha256").asText().equals(asked.sha256()))
                        .filter(d -> d.get("outcome").asText().equals("exited"))
                        .count();
    }

    @Test
    void a_live_session_is_not_given_other_keys() throws Exception {
        String token = ground.token();
        Made asked = hostile.seal(M1, ground.bob, Ground.asking(ground.hold, token));
        hostile.send(M1, ground.bob, asked);
        String keys = hostile.await(M1, asked.id(), "accepted").get("ct").asText();
        hostile.send(M1, ground.bob, asked);
        Made second =
                hostile.seal(M1, ground.bob, Ground.asking(ground.hold, token), "id", asked.id());
        hostile.send(M1, ground.bob, second);
        awaitMore(asked.id(), "accepted", 2);
        for (JsonNode each : hostile.frames(M1, asked.id(), "accepted")) {
            assertEquals(keys, each.get("ct").asText());
        }
        assertEquals(1, ground.runs(token));
        hostile.send(
                M1,
                ground.bob,
                hostile.seal(M1, ground.bob, List.of(frame("cancel")), "id", asked.id()));
        hostile.await(M1, asked.id(), "exit");
        assertEquals(1, ground.runs(token));
        assertEquals(List.of(second.sha256()), named(asked.id()), "the end names the newest");
    }

    @Test
    void unknown_and_not_ours_look_the_same() throws Exception {
        String token = ground.token();
        Made asked = hostile.seal(M1, ground.bob, ground.counting(token));
        hostile.send(M1, ground.bob, asked);
        ground.ranOnce("first", token, asked.id());
        String never = "0123456789abcdef0123456789abcdef";
        for (String id : List.of(asked.id(), never)) {
            for (String by : List.of(M2, M3)) {
                hostile.send(
                        by,
                        ground.bob,
                        hostile.seal(by, ground.bob, List.of(frame("query")), "id", id));
            }
        }
        hostile.send(
                M1, ground.bob, hostile.seal(M1, ground.bob, List.of(frame("query")), "id", never));
        ground.barrier();
        // m3 may run things too: its own request is the barrier of its own link.
        Made valid = hostile.seal(M3, ground.bob, ground.counting(ground.token()));
        hostile.send(M3, ground.bob, valid);
        hostile.await(M3, valid.id(), "exit");
        for (String by : List.of(M2, M3)) {
            assertEquals(List.of(), hostile.heardOf(by, asked.id()));
            assertEquals(List.of(), hostile.heardOf(by, never));
        }
        assertEquals(List.of(), hostile.heardOf(M1, never));
    }

    @Test
    void not_even_across_a_kill_of_the_daemon() throws Exception {
        String done = ground.token();
        String cut = ground.token();
        // As far ahead as clocks may differ: the restart takes some of their thirty seconds.
        Made ended = hostile.seal(M1, ground.bob, ground.counting(done), "created_ms", 25_000);
        Made running =
                hostile.seal(M1, ground.bob, Ground.asking(ground.nap, cut), "created_ms", 25_000);
        hostile.send(M1, ground.bob, ended);
        hostile.send(M1, ground.bob, running);
        ground.ranOnce("before", done, ended.id());
        ground.bob.audit().await(running.id(), "started");
        hostile.await(M1, ended.id(), "exit");
        ground.bob.kill9();
        ground.bob.start();
        Await.until("the old links are gone", () -> redialled());
        int before = hostile.frames(M1, ended.id(), "exit").size();
        hostile.send(M1, ground.bob, ended);
        hostile.send(M2, ground.bob, running);
        awaitMore(ended.id(), "exit", before);
        assertEquals(
                "fate_unknown", hostile.await(M1, running.id(), "detail").get("outcome").asText());
        String other = ground.token();
        hostile.send(
                M1,
                ground.bob,
                hostile.seal(M1, ground.bob, ground.counting(done), "id", ended.id()));
        hostile.send(
                M1,
                ground.bob,
                hostile.seal(M1, ground.bob, ground.counting(other), "id", running.id()));
        Await.until(
                "other content is refused",
                () ->
                        hostile.frames(M1, running.id(), "exit").stream()
                                .anyMatch(exit -> exit.has("denial")));
        ground.barrier();
        ground.ranOnce("after", done, ended.id());
        assertEquals(1, ground.runs(cut));
        assertEquals(0, ground.runs(other));
        assertTrue(
                hostile.frames(M1, running.id(), "exit").stream()
                        .noneMatch(exit -> exit.path("code").asInt(-1) == 0));
    }

    /** The peer notices the death of a link only after a while: it hangs up and dials again. */
    private static boolean redialled() {
        for (String each : List.of(M1, M2, M3)) {
            hostile.hangUp(each, ground.bob);
        }
        hostile.dials(ground.bob, M1, M2, M3);
        return true;
    }
}
