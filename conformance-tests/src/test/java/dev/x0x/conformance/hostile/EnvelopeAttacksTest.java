// SPDX-License-Identifier: Apache-2.0
package dev.x0x.conformance.hostile;

import static dev.x0x.conformance.hostile.Ground.M1;
import static dev.x0x.conformance.hostile.Ground.M2;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;

import dev.x0x.conformance.harness.Await;
import dev.x0x.conformance.harness.Fleet;
import dev.x0x.conformance.harness.Hostile;
import dev.x0x.conformance.harness.Hostile.Made;
import dev.x0x.conformance.harness.Hostile.Self;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Envelopes that fail the receive order (DECISIONS A1–A3) leave no trace: the genuine copy under
 * the same message id then runs once, and nothing is refused.
 */
class EnvelopeAttacksTest {
    @RegisterExtension static final Fleet fleet = new Fleet();
    static Ground ground;
    static Hostile hostile;
    static Self eve;

    @BeforeAll
    static void start() throws Exception {
        ground = new Ground(fleet);
        hostile = ground.hostile;
        eve = hostile.self(Ground.M3);
    }

    @AfterAll
    static void stop() throws Exception {
        if (ground != null) {
            ground.end();
        }
    }

    /** One attack and what was attacked. */
    private record Case(String token, Made attack, Made genuine) {}

    private final Map<String, Case> cases = new LinkedHashMap<>();

    /** Seals a genuine envelope, and another of the same ids with these members wrong. */
    private void sealed(String name, Object... wrong) {
        String token = ground.token();
        Made genuine = hostile.seal(M1, ground.bob, ground.counting(token));
        List<Object> members = new ArrayList<>(List.of(wrong));
        members.addAll(List.of("id", genuine.id(), "message_id", genuine.messageId()));
        Made attack = hostile.seal(M1, ground.bob, ground.counting(token), members.toArray());
        cases.put(name, new Case(token, attack, genuine));
    }

    /** Sends all attacks, then all genuine copies. */
    private void attacksAreNothing() throws Exception {
        for (Case each : cases.values()) {
            hostile.send(M1, ground.bob, each.attack);
        }
        genuineCopiesRun();
    }

    private void genuineCopiesRun() throws Exception {
        ground.barrier();
        for (var each : cases.entrySet()) {
            Case one = each.getValue();
            ground.nothingOf(each.getKey(), one.token, one.genuine.id());
        }
        for (Case each : cases.values()) {
            hostile.send(M1, ground.bob, each.genuine);
        }
        for (var each : cases.entrySet()) {
            Case one = each.getValue();
            ground.ranOnce(each.getKey(), one.token, one.genuine.id());
        }
    }

    @Test
    void attestations_that_do_not_hold() throws Exception {
        sealed("absent", "twist", "attestation_absent");
        sealed("stripped", "twist", "attestation_none");
        sealed("truncated", "twist", "attestation_cut");
        sealed("version 1", "twist", "attestation_version_1");
        sealed("one trailing byte", "twist", "trailing_byte");
        sealed("of another body", "twist", "attestation_of_other_body");
        sealed("bad signature", "twist", "attestation_signature");
        sealed("for another machine", "for_machine", hostile.self(M2).machineId());
        sealed("for another network", "for_network", "elsewhere");
        sealed("by another machine's key", "machine_key", M2);
        attacksAreNothing();
    }

    @Test
    void attestations_taken_from_another_message() throws Exception {
        for (boolean dressed : new boolean[] {false, true}) {
            String token = ground.token();
            Made genuine = hostile.seal(M1, ground.bob, ground.counting(token));
            Made other = hostile.seal(M1, ground.bob, ground.counting(ground.token()));
            cases.put(
                    dressed ? "signature only" : "whole",
                    new Case(token, hostile.graft(genuine, other, dressed), genuine));
        }
        attacksAreNothing();
    }

    @Test
    void agents_that_are_not_who_they_say() throws Exception {
        sealed("bad agent signature", "twist", "agent_signature");
        sealed("someone else's id, own key", "claim_agent", eve.agentId());
        sealed("to somebody else", "for_agent", eve.agentId());
        sealed("inner id of another message", "inner_id", "00112233445566778899aabbccddeeff");
        sealed("padded varint", "twist", "fat_varint");
        sealed("a machine that is not ours", "claim_machine", eve.machineId());
        sealed("acknowledgement in clear", "unsealed_ack", "00112233445566778899aabbccddeeff");
        sealed(
                "our own agent and machine",
                "claim_agent",
                ground.bob.agentId(),
                "claim_machine",
                ground.bob.machineId());
        attacksAreNothing();
        // what it cannot read is of the mesh: it is a neighbour like any other
        assertEquals(
                List.of(),
                hostile.heard(M2).stream()
                        .filter(each -> !each.path("kind").asText().equals("unreadable"))
                        .toList(),
                "answered to the wrong machine");
    }

    @Test
    void a_forged_sender_with_the_right_key_beside_it() throws Exception {
        sealed("someone else's id and key, own signature", "claim_agent", eve.agentId());
        sealed("own id and signature, someone else's key");
        for (Case each : cases.values()) {
            hostile.send(M1, ground.bob, each.attack, "key_of", "eve");
        }
        genuineCopiesRun();
    }

    @Test
    void times_that_are_not_now() throws Exception {
        sealed("from the future", "created_ms", 120_000);
        sealed("expired", "created_ms", -60_000);
        sealed("ends before it begins", "life_ms", -1);
        sealed("longer than any message may live", "life_ms", 700_000);
        attacksAreNothing();
    }

    @Test
    void an_exec_message_that_lives_too_long() throws Exception {
        String token = ground.token();
        Made attack = hostile.seal(M1, ground.bob, ground.counting(token), "life_ms", 31_000);
        Made genuine = hostile.seal(M1, ground.bob, ground.counting(token), "id", attack.id());
        cases.put("31 s", new Case(token, attack, genuine));
        attacksAreNothing();
        JsonNode stats = ground.bob.rest().get("/diagnostics/dm").expect(200).json().get("stats");
        assertEquals(1, stats.path("incoming_typed_route_lives_too_long").asInt());
    }

    @Test
    void a_payload_above_the_limit() throws Exception {
        String token = ground.token();
        Made genuine = hostile.seal(M1, ground.bob, ground.counting(token));
        byte[] large = new byte[49_153];
        System.arraycopy("x0x-exec-v1\0".getBytes(StandardCharsets.US_ASCII), 0, large, 0, 12);
        Made attack =
                hostile.seal(
                        M1,
                        ground.bob,
                        List.of(),
                        "data",
                        HexFormat.of().formatHex(large),
                        "message_id",
                        genuine.messageId());
        cases.put("49,153 bytes", new Case(token, attack, genuine));
        attacksAreNothing();
    }

    @Test
    void carriers_that_are_not_for_us() throws Exception {
        Map<String, Object[]> wrong = new LinkedHashMap<>();
        wrong.put("another network", new Object[] {"network", "elsewhere"});
        wrong.put("another machine", new Object[] {"destination", eve.machineId()});
        wrong.put("expired", new Object[] {"life_ms", -1});
        wrong.put("version 2", new Object[] {"version_byte", 2});
        wrong.put("kind 0", new Object[] {"kind_byte", 0});
        wrong.put("kind 4", new Object[] {"kind_byte", 4});
        wrong.put("a record by its kind", new Object[] {"kind", "session_record"});
        wrong.put("a record with a key", new Object[] {"kind_byte", 2});
        wrong.put(
                "names another message",
                new Object[] {"message_id", "00112233445566778899aabbccddeeff"});
        for (var each : wrong.entrySet()) {
            String token = ground.token();
            Made genuine = hostile.seal(M1, ground.bob, ground.counting(token));
            cases.put(each.getKey(), new Case(token, genuine, genuine));
            hostile.send(M1, ground.bob, genuine, each.getValue());
        }
        genuineCopiesRun();
    }

    @Test
    void what_we_sent_ourselves_comes_back() throws Exception {
        ground.barrier();
        hostile.ask(Hostile.line("reflect", "as", "mirror", "by", M1));
        hostile.send(M1, ground.bob, new Made("mirror", "", "", ""), "life_ms", 20_000);
        Await.until(
                "it is known for what is not to us",
                () ->
                        ground.bob
                                        .rest()
                                        .get("/diagnostics/dm")
                                        .expect(200)
                                        .json()
                                        .findPath("incoming_not_for_us")
                                        .asLong()
                                >= 1);
        ground.barrier();
        long denials =
                ground.bob.audit().lines().stream()
                        .filter(line -> line.get("event").asText().equals("denial"))
                        .count();
        assertEquals(0, denials);
    }
}
