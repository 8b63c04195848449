// SPDX-License-Identifier: Apache-2.0
package dev.x0x.conformance.hostile;

import static dev.x0x.conformance.harness.Hostile.frame;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.x0x.conformance.harness.Acl;
import dev.x0x.conformance.harness.Fleet;
import dev.x0x.conformance.harness.Hostile;
import dev.x0x.conformance.harness.Hostile.Made;
import dev.x0x.conformance.harness.Node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * An executing daemon {@code bob} and a hostile peer whose machine {@code m1} with agent {@code
 * mallory} may run things there. {@code m2} has the same agent and may not; {@code m3} with {@code
 * eve} may.
 */
final class Ground {
    static final String M1 = "m1";
    static final String M2 = "m2";
    static final String M3 = "m3";

    final Node bob;
    final Hostile hostile;
    final String count;
    final String hold;
    final String echo;
    final String nap;
    private final Path runs;
    private int tokens = 1000;

    Ground(Fleet fleet) throws IOException {
        bob = fleet.node("bob");
        runs = bob.dir().resolve("runs.txt");
        Files.createFile(runs);
        count = bob.script("count.sh", "echo \"$1\" >> " + runs + "\necho ran \"$1\"\n");
        hold = bob.script("hold.sh", "echo \"$1\" >> " + runs + "\nexec sleep 600\n");
        echo = bob.script("echo.sh", "echo \"$1\" >> " + runs + "\nexec cat\n");
        nap = bob.script("nap.sh", "echo \"$1\" >> " + runs + "\nexec sleep 6\n");
        hostile = new Hostile(bob);
        var m1 = hostile.machine(M1, "mallory");
        hostile.machine(M2, "mallory");
        var m3 = hostile.machine(M3, "eve");
        var programs =
                List.of(
                        List.of(count, "<INT>"),
                        List.of(hold, "<INT>"),
                        List.of(echo, "<INT>"),
                        List.of(nap, "<INT>"));
        bob.acl(
                Acl.enabled()
                        .set("max_concurrent_per_agent", 30)
                        .set("max_concurrent_total", 60)
                        .allow(m1.agentId(), m1.machineId(), programs, "")
                        .allow(m3.agentId(), m3.machineId(), programs, ""));
        bob.start();
        bob.imports(m1.link(), "trusted");
        bob.imports(m3.link(), "trusted");
        hostile.dials(bob, M1, M2, M3);
    }

    /** An argument that only one request has. */
    String token() {
        return String.valueOf(++tokens);
    }

    /** What runs the counting script with this token. */
    List<ObjectNode> counting(String token) {
        return asking(count, token);
    }

    /** Open and Request for this command. */
    static List<ObjectNode> asking(String... argv) {
        return List.of(frame("open"), frame("request", "argv", List.of(argv)));
    }

    /** How often a command with this token was run. */
    long runs(String token) throws IOException {
        return Files.readAllLines(runs).stream().filter(token::equals).count();
    }

    /**
     * A valid request runs and is answered: what was sent before on this link has been looked at.
     */
    void barrier() throws IOException {
        String token = token();
        Made valid = hostile.seal(M1, bob, counting(token));
        hostile.send(M1, bob, valid);
        hostile.await(M1, valid.id(), "exit");
        assertEquals(1, runs(token));
    }

    /** It was run once, without a refusal, and its end was told. */
    void ranOnce(String what, String token, String id) throws IOException {
        assertEquals(0, hostile.await(M1, id, "exit").path("code").asInt(-1), what);
        assertEquals(1, runs(token), what);
        assertEquals(List.of("request", "started", "exit"), bob.audit().events(id), what);
    }

    /** Nothing came of it: no run, no line in the audit, no frame. */
    void nothingOf(String what, String token, String id) throws IOException {
        assertEquals(0, runs(token), what);
        assertEquals(List.of(), bob.audit().events(id), what);
        assertEquals(List.of(), hostile.heardOf(M1, id), what);
        assertEquals(List.of(), hostile.heardOf(M2, id), what);
    }

    void end() throws IOException, InterruptedException {
        hostile.end();
    }
}
