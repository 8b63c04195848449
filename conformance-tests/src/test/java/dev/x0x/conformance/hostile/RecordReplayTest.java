// SPDX-License-Identifier: Apache-2.0
package dev.x0x.conformance.hostile;

import static dev.x0x.conformance.harness.Hostile.line;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;

import dev.x0x.conformance.harness.Await;
import dev.x0x.conformance.harness.Fleet;
import dev.x0x.conformance.harness.Hostile;
import dev.x0x.conformance.harness.Node;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.nio.file.Files;
import java.time.Duration;

/**
 * A record that was replaced is old for ever, also for a daemon that was killed and knows nobody
 * but the one who replays it (MESH.md §6, replay after restart).
 */
class RecordReplayTest {
    private static final Duration LONG = Duration.ofMinutes(2);
    private static final String MALLORY = "m1";

    @RegisterExtension static final Fleet fleet = new Fleet();
    static Node rosa;
    static Hostile hostile;

    @BeforeAll
    static void start() throws Exception {
        rosa = fleet.node("rosa").start();
        hostile = new Hostile(rosa);
        hostile.machine(MALLORY, "mallory");
    }

    @AfterAll
    static void stop() throws Exception {
        if (hostile != null) {
            hostile.end();
        }
    }

    private static void becomesNeighbour() {
        hostile.dials(rosa, MALLORY);
        hostile.ask(line("neighbour", "by", MALLORY, "to", rosa.name()));
        Await.until("a neighbour", LONG, () -> status().get("neighbours").asInt() == 1);
    }

    private static JsonNode status() {
        return rosa.rest().get("/network/status").expect(200).json();
    }

    private static long count(String counter) {
        return rosa.rest()
                .get("/diagnostics/gossip")
                .expect(200)
                .json()
                .get("stats")
                .get(counter)
                .asLong();
    }

    private static void says(String kind, int index) {
        hostile.ask(
                line(
                        "attack",
                        "as",
                        kind + index,
                        "by",
                        MALLORY,
                        "to",
                        rosa.name(),
                        "kind",
                        kind,
                        "index",
                        index,
                        "times",
                        1));
    }

    @Test
    void an_old_record_is_no_news_after_a_kill() throws Exception {
        becomesNeighbour();
        for (int i = 0; i < 2; i++) {
            long before = count("broadcast_delivered");
            says("record", i);
            Await.until("it is taken", LONG, () -> count("broadcast_delivered") > before);
        }
        long size = 2L * 49;
        Await.until("it is written down", () -> versions() >= size);
        rosa.kill9();
        rosa.start();
        hostile.hangUp(MALLORY, rosa); // or the dial would find the old link
        becomesNeighbour();
        says("again", 0);
        Await.until("it is old", LONG, () -> count("broadcast_stale") > 0);
        assertEquals(0, count("broadcast_delivered"));
        says("again", 1);
        Await.until("the last one is welcome", LONG, () -> count("broadcast_delivered") == 1);
    }

    private static long versions() throws Exception {
        return Files.size(rosa.dataDir().resolve("record-versions.bin"));
    }
}
