// SPDX-License-Identifier: Apache-2.0
package dev.x0x.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.x0x.conformance.harness.Acl;
import dev.x0x.conformance.harness.Answer;
import dev.x0x.conformance.harness.Await;
import dev.x0x.conformance.harness.Cards;
import dev.x0x.conformance.harness.Cli;
import dev.x0x.conformance.harness.Command;
import dev.x0x.conformance.harness.Fleet;
import dev.x0x.conformance.harness.Node;
import dev.x0x.conformance.harness.Processes;
import dev.x0x.conformance.harness.RunResult;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Who is a contact, how far it is trusted, and what that does to a command. */
class ContactsTest {
    /** A second (DECISIONS B3), and one for a busy machine. */
    private static final long SOON_MS = 2_000;

    private static final String OTHER_MACHINE = "d7".repeat(32);

    @RegisterExtension static final Fleet fleet = new Fleet();

    static Node alice;
    static Node bob;

    @BeforeAll
    static void start() throws Exception {
        alice = fleet.node("alice").start();
        bob = fleet.node("bob");
        bob.acl(
                Acl.enabled()
                        .allow(
                                alice,
                                List.of(List.of("/bin/true"), List.of("/bin/sleep", "<INT>"))));
        bob.start();
    }

    @BeforeEach
    void introduce() {
        fleet.introduce(alice, bob);
    }

    @AfterEach
    void forget() throws Exception {
        for (Node each : List.of(alice, bob)) {
            if (!each.isRunning()) {
                each.start();
            }
            for (JsonNode contact : contacts(each)) {
                String id = contact.get("agent_id").asText();
                trust(each, id, "known"); // one that is blocked would stay blocked
                each.rest().call("DELETE", "/contacts/" + id, null).expect(200);
            }
        }
    }

    // --- cards

    @Test
    void a_card_that_was_taken_in_is_all_that_is_needed() {
        assertEquals("trusted", contact(alice, bob).get("trust_level").asText());
        assertEquals("trusted", contact(bob, alice).get("trust_level").asText());
        assertEquals(0, run().code());
    }

    @Test
    void a_card_on_which_anything_was_changed_is_refused() {
        for (String field :
                List.of(
                        "display_name",
                        "machine_id",
                        "agent_id",
                        "addresses",
                        "created_at",
                        "dm_capabilities",
                        "agent_public_key",
                        "signature")) {
            ObjectNode card = Cards.of(bob);
            assertTrue(card.has(field), field + " of " + names(card));
            change(card, field);

            refused(Cards.offer(alice, card, "trusted"), field);
        }
    }

    @Test
    void a_card_without_a_signature_is_refused() {
        ObjectNode unsigned = Cards.of(bob);
        unsigned.remove("signature");
        ObjectNode bare = Cards.of(bob);
        bare.remove(List.of("signature", "agent_public_key"));

        refused(Cards.offer(alice, unsigned, "trusted"), "no signature");
        refused(Cards.offer(alice, bare, "trusted"), "no signature and no key");
    }

    @Test
    void a_card_signed_by_somebody_else_is_refused() {
        ObjectNode own = Cards.of(alice);
        ObjectNode stolen = Cards.of(bob);
        stolen.set("agent_public_key", own.get("agent_public_key"));
        stolen.set("signature", own.get("signature"));

        refused(Cards.offer(alice, stolen, "trusted"), "another key");
    }

    @Test
    void an_older_card_than_the_stored_one_is_refused() {
        ObjectNode older = Cards.of(bob);
        ObjectNode newer =
                Await.value(
                        "a card of a later second",
                        Await.PATIENCE,
                        () ->
                                Optional.of(Cards.of(bob))
                                        .filter(
                                                card ->
                                                        card.get("created_at").asLong()
                                                                > older.get("created_at")
                                                                        .asLong()));
        Cards.offer(alice, newer, "trusted").expect(200);

        Answer answer = Cards.offer(alice, older, "trusted").expect(409);

        assertEquals("older_card", answer.text("error"));
        Cards.offer(alice, newer, "trusted").expect(200);
    }

    @Test
    void an_import_neither_lowers_trust_nor_renames() {
        alice.rest().post("/contacts", adding(bob, "trusted", "bobby")).expect(201);
        ObjectNode renamed =
                Cards.open(
                        bob.rest()
                                .get(
                                        "/agent/card?display_name=mallory&include_local_addresses=true")
                                .expect(200)
                                .text("link"));

        JsonNode answer = Cards.offer(alice, renamed, "unknown").expect(200).json();

        assertTrue(answer.get("trust_change_ignored").asBoolean());
        assertEquals("Trusted", answer.get("trust_level").asText());
        assertEquals("trusted", contact(alice, bob).get("trust_level").asText());
        assertEquals("bobby", contact(alice, bob).get("label").asText());
    }

    @Test
    void who_is_blocked_stays_blocked_whatever_is_imported() {
        trust(bob, alice.agentId(), "blocked");

        Cards.offer(bob, Cards.of(alice), "trusted").expect(200);

        assertEquals("blocked", contact(bob, alice).get("trust_level").asText());
    }

    // --- trust

    @Test
    void known_is_not_enough_to_run_anything_and_trusted_is() {
        bob.rest().call("DELETE", "/contacts/" + alice.agentId(), null).expect(200);
        String link = Cards.link(Cards.of(alice));
        bob.rest().post("/agent/card/import", "{\"card\":\"%s\"}".formatted(link)).expect(200);
        assertEquals("known", contact(bob, alice).get("trust_level").asText());

        assertEquals("trust_rejected", run().denial());

        trust(bob, alice.agentId(), "trusted");
        assertEquals(0, run().code());
    }

    @Test
    void a_pinned_contact_is_accepted_from_its_machine_alone_whatever_its_trust() {
        machine(OTHER_MACHINE, true);
        assertEquals("trust_rejected", run().denial());
        assertEquals("RejectMachineMismatch", verdict(alice.machineId()));
        assertEquals("Accept", verdict(OTHER_MACHINE));

        machine(alice.machineId(), true);
        trust(bob, alice.agentId(), "known");
        assertEquals("Accept", verdict(alice.machineId()));
        assertEquals(0, run().code());
    }

    // --- rights withdrawn in the middle (DECISIONS B3)

    @ParameterizedTest
    @ValueSource(strings = {"block", "distrust", "delete", "unpin", "pin elsewhere"})
    void a_right_withdrawn_ends_what_runs(String how) throws Exception {
        if (how.equals("unpin")) {
            machine(alice.machineId(), true);
            trust(bob, alice.agentId(), "known");
        }
        String id = Command.freshId();
        String seconds = Integer.toString(500_000 + Math.abs(how.hashCode() % 400_000));
        CompletableFuture<Answer> asked =
                alice.rest()
                        .postAsync(
                                "/exec/run",
                                Command.on(bob, "/bin/sleep", seconds)
                                        .timeoutMs(60_000)
                                        .id(id)
                                        .json());
        bob.audit().await(id, "started");

        long withdrawn = System.currentTimeMillis();
        withdraw(how);

        JsonNode exit = bob.audit().await(id, "exit");
        long took = exit.get("ts_unix_ms").asLong() - withdrawn;
        assertTrue(took <= SOON_MS, "took " + took + " ms");
        assertEquals("cancelled", exit.get("outcome").asText());
        assertEquals(15, exit.get("signal").asInt());
        assertFalse(exit.path("cause").asText("").isEmpty(), "no cause in " + exit);
        Await.until("nothing runs", () -> Processes.withArgument(seconds).isEmpty());
        alice.rest().post("/exec/cancel", "{\"request_id\":\"%s\"}".formatted(id));
        assertTrue(asked.join().status() != 500, asked.join().toString());
    }

    private static void withdraw(String how) {
        switch (how) {
            case "block" -> trust(bob, alice.agentId(), "blocked");
            case "distrust" -> trust(bob, alice.agentId(), "known");
            case "delete" ->
                    bob.rest().call("DELETE", "/contacts/" + alice.agentId(), null).expect(200);
            case "unpin" -> bob.rest().call("DELETE", pinOf(alice.machineId()), null).expect(200);
            default -> machine(OTHER_MACHINE, true);
        }
    }

    // --- names

    @Test
    void the_program_finds_a_contact_by_label_by_prefix_and_not_by_a_guess() throws Exception {
        alice.rest().post("/contacts", adding(bob, "trusted", "bob")).expect(201);
        String twin = bob.agentId().substring(0, 10) + "ab".repeat(27);
        alice.rest()
                .post(
                        "/contacts",
                        "{\"agent_id\":\"%s\",\"trust_level\":\"known\",\"label\":\"twin\"}"
                                .formatted(twin))
                .expect(201);

        on("bob").expect(0);
        on(bob.agentId()).expect(0);
        on(bob.agentId().substring(0, 24)).expect(0);
        on("Bob").expect(125);
        on(bob.agentId().substring(0, 7)).expect(125);
        Cli.Ended ambiguous = on(bob.agentId().substring(0, 8)).expect(125);
        assertTrue(ambiguous.err().contains(bob.agentId()), ambiguous.err());
        assertTrue(ambiguous.err().contains(twin), ambiguous.err());
        assertTrue(
                alice.cli()
                        .run("exec", "-v", "bob", "--", "/bin/true")
                        .err()
                        .contains(bob.agentId()));
        assertTrue(alice.cli().run("contacts").expect(0).out().contains("twin"));
    }

    @Test
    void a_name_that_is_taken_gets_part_of_the_id() {
        alice.rest()
                .post(
                        "/contacts",
                        "{\"agent_id\":\"%s\",\"label\":\"same\"}".formatted("ab".repeat(32)))
                .expect(201);
        alice.rest().post("/contacts", adding(bob, "trusted", "same")).expect(201);

        assertEquals(
                "same-" + bob.agentId().substring(0, 8), contact(alice, bob).get("label").asText());
    }

    // --- what is on disk

    @Test
    void contacts_pins_and_cards_outlive_the_daemon_even_a_killed_one() throws Exception {
        machine(alice.machineId(), true);
        trust(bob, alice.agentId(), "known");
        List<JsonNode> before = contacts(bob);

        alice.kill9();
        bob.kill9();
        bob.start();
        alice.start();

        assertEquals(before.size(), contacts(bob).size());
        assertEquals("pinned", contact(bob, alice).get("identity_type").asText());
        assertEquals("Accept", verdict(alice.machineId()));
        assertEquals(0, run().code(), "no card was imported again");
    }

    // --- words for the above

    private static RunResult run() {
        return alice.run(Command.on(bob, "/bin/true").timeoutMs(5_000));
    }

    private static Cli.Ended on(String name) throws Exception {
        return alice.cli().run("exec", name, "--", "/bin/true");
    }

    private static String adding(Node who, String level, String label) {
        return "{\"agent_id\":\"%s\",\"trust_level\":\"%s\",\"label\":\"%s\"}"
                .formatted(who.agentId(), level, label);
    }

    private static void trust(Node at, String agentId, String level) {
        at.rest()
                .post(
                        "/contacts/trust",
                        "{\"agent_id\":\"%s\",\"level\":\"%s\"}".formatted(agentId, level))
                .expect(200);
    }

    /** Tells bob of a machine of alice's. */
    private static void machine(String machineId, boolean pinned) {
        String body = "{\"machine_id\":\"%s\",\"pinned\":%s}".formatted(machineId, pinned);
        Answer answer = bob.rest().post("/contacts/" + alice.agentId() + "/machines", body);
        assertTrue(answer.status() == 200 || answer.status() == 201, answer.toString());
    }

    private static String pinOf(String machineId) {
        return "/contacts/" + alice.agentId() + "/machines/" + machineId + "/pin";
    }

    private static String verdict(String machineId) {
        String body =
                "{\"agent_id\":\"%s\",\"machine_id\":\"%s\"}".formatted(alice.agentId(), machineId);
        return bob.rest().post("/trust/evaluate", body).expect(200).text("decision");
    }

    private static List<JsonNode> contacts(Node at) {
        return List.copyOf(
                at.rest()
                        .get("/contacts")
                        .expect(200)
                        .json()
                        .get("contacts")
                        .valueStream()
                        .toList());
    }

    private static JsonNode contact(Node at, Node of) {
        return contacts(at).stream()
                .filter(one -> one.get("agent_id").asText().equals(of.agentId()))
                .findFirst()
                .orElseThrow();
    }

    private static void refused(Answer answer, String what) {
        assertEquals(400, answer.status(), what + ": " + answer);
        assertFalse(answer.json().get("ok").asBoolean());
        assertTrue(answer.text("error").contains("card"), what + ": " + answer);
    }

    private static String names(ObjectNode card) {
        return String.join(", ", (Iterable<String>) card::fieldNames);
    }

    private static void change(ObjectNode card, String field) {
        JsonNode old = card.get(field);
        switch (old) {
            case ArrayNode list -> list.add("192.0.2.9:9");
            case ObjectNode object -> object.remove(object.fieldNames().next());
            default -> {
                if (old.isNumber()) {
                    card.put(field, old.asLong() + 1);
                } else {
                    String text = old.asText();
                    char first = text.charAt(0) == 'a' ? 'b' : 'a';
                    card.put(field, first + text.substring(1));
                }
            }
        }
    }
}
