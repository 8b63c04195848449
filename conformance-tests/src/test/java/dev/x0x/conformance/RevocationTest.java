// SPDX-License-Identifier: Apache-2.0
package dev.x0x.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import com.fasterxml.jackson.databind.JsonNode;

import dev.x0x.conformance.harness.Acl;
import dev.x0x.conformance.harness.Await;
import dev.x0x.conformance.harness.Command;
import dev.x0x.conformance.harness.Fleet;
import dev.x0x.conformance.harness.Node;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.time.Duration;
import java.util.List;

/**
 * Alice gives up her key. Bob, whom she may command, and Carol, who is linked with Bob alone, obey
 * at once, and Bob still does after a restart.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RevocationTest {
    private static final Duration LONG = Duration.ofMinutes(2);

    @RegisterExtension static final Fleet fleet = new Fleet();

    static Node alice;
    static Node bob;
    static Node carol;
    static String running;

    @BeforeAll
    static void start() throws Exception {
        alice = fleet.node("alice").config("advertise_addresses = []").start();
        bob = fleet.node("bob");
        bob.acl(
                        Acl.enabled()
                                .allow(
                                        alice,
                                        List.of(
                                                List.of("/bin/true"),
                                                List.of("/bin/sleep", "<INT>"))))
                .start();
        String there = bob.rest().get("/network/status").expect(200).text("local_addr");
        carol =
                fleet.node("carol")
                        .config("advertise_addresses = []")
                        .config("bootstrap_peers = [\"" + there + "\"]")
                        .start();
        fleet.introduce(alice, bob);
        assertEquals("exited", alice.run(Command.on(bob, "/bin/true")).outcome());
        Await.until("carol is linked", LONG, () -> neighbours(carol) > 0);
        Await.until("alice is linked", LONG, () -> neighbours(alice) > 0);
    }

    private static int neighbours(Node node) {
        return node.rest().get("/network/status").expect(200).json().get("neighbours").asInt();
    }

    private static boolean knows(Node node) {
        for (JsonNode each :
                node.rest().get("/identity/revocations").expect(200).json().get("revocations")) {
            if (each.get("subject").asText().equals(alice.agentId())) {
                return each.get("reason").asText().equals("laptop stolen");
            }
        }
        return false;
    }

    private static String revoke(String member, String id) {
        return "{\"%s\":\"%s\",\"reason\":\"laptop stolen\"}".formatted(member, id);
    }

    @Test
    @Order(1)
    void nobody_gives_up_a_key_that_is_not_theirs() {
        assertEquals(
                "not_ours",
                bob.rest()
                        .post("/identity/revoke", revoke("agent_id", alice.agentId()))
                        .expect(403)
                        .text("error"));
        assertFalse(knows(bob));
    }

    @Test
    @Order(2)
    void a_revocation_ends_what_runs_and_reaches_those_it_does_not_concern() throws Exception {
        running = Command.freshId();
        var unused =
                alice.rest()
                        .postAsync(
                                "/exec/run",
                                Command.on(bob, "/bin/sleep", "300")
                                        .id(running)
                                        .timeoutMs(300_000)
                                        .json());
        bob.audit().await(running, "started");
        alice.rest().post("/identity/revoke", revoke("agent_id", alice.agentId())).expect(200);
        assertEquals("cancelled", bob.audit().await(running, "exit").get("outcome").asText());
        Await.until("bob knows", LONG, () -> knows(bob));
        Await.until("carol knows", LONG, () -> knows(carol));
        Await.until("her link to bob is gone", LONG, () -> !linkedTo(alice));
        Await.until("a new one is refused", LONG, () -> policyRefusals() > 0);
        assertFalse(linkedTo(alice));
    }

    private static JsonNode status() {
        return bob.rest().get("/network/status").expect(200).json();
    }

    private static boolean linkedTo(Node peer) {
        for (JsonNode link : status().get("links")) {
            if (link.get("machine_id").asText().equals(peer.machineId())) {
                return true;
            }
        }
        return false;
    }

    private static long policyRefusals() {
        return status().get("refused").path("refused_by_policy").asLong();
    }

    @Test
    @Order(3)
    void from_then_on_nothing_of_hers_runs_there() throws Exception {
        refused();
        bob.stop();
        bob.start();
        Await.until("bob still knows", LONG, () -> knows(bob));
        refused();
    }

    private static void refused() throws Exception {
        String id = Command.freshId();
        int status =
                alice.rest()
                        .post(
                                "/exec/run",
                                Command.on(bob, "/bin/true").id(id).timeoutMs(2_000).json())
                        .status();
        assertNotEquals(200, status);
        assertEquals(List.of(), bob.audit().events(id));
    }
}
