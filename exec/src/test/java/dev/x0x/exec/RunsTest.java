// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec;

import static dev.x0x.exec.House.ALICE;
import static dev.x0x.exec.House.BOB;
import static dev.x0x.exec.House.CAROL;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.x0x.acl.DenialReason;
import dev.x0x.exec.audit.Outcome;
import dev.x0x.exec.session.End;
import dev.x0x.exec.session.EndFrames;
import dev.x0x.exec.wire.ExecPayload;
import dev.x0x.exec.wire.ToCaller;
import dev.x0x.exec.wire.ToServer;
import dev.x0x.identity.RequestId;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletionException;
import java.util.function.BooleanSupplier;

/** Calls from one house to another, and to itself. */
class RunsTest {
    private final World world = new World();
    private final MemoryMail mail = new MemoryMail(world, 1);
    private final House alice = new House(world, mail, ALICE);
    private final House bob = new House(world, mail, BOB);

    private void started(House house) throws InterruptedException {
        world.until(() -> !house.children.started.isEmpty());
        world.settle();
    }

    @Test
    void a_short_command_is_one_envelope_each_way_and_its_acknowledgement() throws Exception {
        House.Running run = alice.ask(House.request(BOB, 1, "id"));
        started(bob);
        bob.children.last().write("uid=0\n");
        bob.children.last().exit(0);
        CallResult result = run.end();
        assertEquals(Outcome.EXITED, result.outcome());
        assertEquals(0, result.code().orElseThrow());
        assertArrayEquals("uid=0\n".getBytes(StandardCharsets.UTF_8), run.stdout());
        assertEquals(List.of("started 4000"), run.events());
        assertEquals(List.of("request", "started", "exit exited"), bob.audit.words());
        assertEquals("/usr/bin/id", bob.children.last().spec.program());
        assertEquals("/", bob.children.last().spec.cwd());
        assertEquals(2, mail.messages.size(), "Open and Request, and the end");
        assertEquals(0, mail.recordsOffered);
        world.pass(Duration.ofSeconds(60));
        assertEquals(2, mail.messages.size());
        assertEquals(List.of(), alice.calls.pending());
        assertEquals(List.of(), bob.server.active());
        assertTrue(bob.children.last().closed);
    }

    @Test
    void a_long_command_is_kept_alive_by_records_and_its_output_comes_as_it_is_written()
            throws Exception {
        House.Running run = alice.ask(House.request(BOB, 1, "id"));
        started(bob);
        world.pass(Duration.ofSeconds(1));
        bob.children.last().write("one\n");
        world.until(() -> run.stdout().length == 4);
        assertEquals(List.of("accepted", "started 4000"), run.events());
        world.pass(Duration.ofSeconds(25));
        assertEquals(1, bob.server.active().size(), "far beyond a lease of ten seconds");
        assertEquals(1, alice.calls.pending().size());
        bob.children.last().exit(3);
        assertEquals(3, run.end().code().orElseThrow());
        assertEquals(1, bob.counters.total(ExecCounters.Total.SESSIONS_COMPLETED));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void a_path_that_loses_repeats_and_reorders_costs_time_and_nothing_else(long seed)
            throws Exception {
        mail.random.setSeed(seed);
        mail.loss = 0.2;
        Random random = new Random(seed);
        byte[] stdin = new byte[200_000];
        random.nextBytes(stdin);
        CallRequest asked =
                new CallRequest(
                        BOB,
                        new RequestId(7, 1),
                        List.of("id"),
                        stdin,
                        Duration.ofSeconds(60),
                        Optional.empty());
        House.Running run = alice.ask(asked);
        world.until(() -> !mail.with(ToServer.Request.class).isEmpty());
        turn(run, () -> !bob.children.started.isEmpty());
        assertArrayEquals(stdin, bob.children.last().spec.stdin());
        String line = "0123456789abcdef".repeat(1000);
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < 30; i++) {
            bob.children.last().write(line);
            all.append(line);
            world.pass(Duration.ofMillis(40));
            world.until(run::idle);
        }
        bob.children.last().exit(0);
        turn(run, run.result::isDone);
        assertEquals(Outcome.EXITED, run.result.join().outcome());
        assertEquals(all.toString(), new String(run.stdout(), StandardCharsets.UTF_8));
        assertEquals(1, bob.children.started.size());
        assertEquals(1, bob.audit.words().stream().filter("request"::equals).count());
    }

    /** Lets time pass until something is so. */
    private void turn(House.Running run, BooleanSupplier so) throws InterruptedException {
        for (int i = 0; i < 2_000 && !so.getAsBoolean(); i++) {
            world.pass(Duration.ofMillis(25));
            world.until(run::idle);
        }
        assertTrue(so.getAsBoolean(), "it did not come about in 50 s of the world");
    }

    @Test
    void exec_to_oneself_stays_inside_and_still_needs_the_acl() throws Exception {
        alice.policy = House.allowing(ALICE);
        House.Running run = alice.ask(House.request(ALICE, 1, "id"));
        started(alice);
        world.pass(Duration.ofSeconds(12));
        alice.children.last().write("me\n");
        alice.children.last().exit(0);
        assertEquals(Outcome.EXITED, run.end().outcome());
        assertEquals("me\n", new String(run.stdout(), StandardCharsets.UTF_8));
        assertEquals(List.of(), mail.messages);
        assertEquals(0, mail.recordsOffered);

        alice.policy = House.allowing(BOB);
        CallResult refused = alice.ask(House.request(ALICE, 2, "id")).end();
        assertEquals("agent_machine_not_in_acl", refused.denial().orElseThrow().code());
        assertEquals(1, alice.children.started.size());
    }

    @Test
    void a_caller_who_goes_away_cancels() throws Exception {
        House.Running run = alice.ask(House.request(BOB, 1, "id"));
        started(bob);
        world.pass(Duration.ofSeconds(1));
        run.thread.interrupt();
        world.until(run.result::isDone);
        world.pass(Duration.ofSeconds(1));
        assertInstanceOf(
                InterruptedException.class,
                assertThrows(CompletionException.class, run.result::join).getCause());
        assertEquals(List.of(15, 9, 9), bob.children.last().signals);
        assertEquals(
                List.of("request", "started", "warning cancelled", "exit cancelled"),
                bob.audit.words());
        assertEquals(List.of(), alice.calls.pending());
    }

    @Test
    void a_cancel_before_the_request_has_left_is_handed_over_with_it() throws Exception {
        mail.hold = message -> message.has(ToServer.Request.class);
        House.Running run = alice.ask(House.request(BOB, 1, "id"));
        assertTrue(alice.calls.cancel(new RequestId(7, 1)));
        world.until(() -> mail.with(ToServer.Cancel.class).size() == 1);
        world.pass(Duration.ofMillis(100));
        mail.release();
        started(bob);
        world.pass(Duration.ofSeconds(1));
        assertEquals(List.of(15, 9, 9), bob.children.last().signals, "the cancel is repeated");
        assertEquals(Outcome.CANCELLED, run.end().outcome());
        assertFalse(alice.calls.cancel(new RequestId(7, 1)), "nothing is pending any more");
    }

    @Test
    void what_never_left_is_not_sent_and_leaves_nothing_behind() throws Exception {
        mail.unreachable = true;
        House.Running run = alice.ask(House.request(BOB, 1, "id"));
        world.until(run.result::isDone);
        assertInstanceOf(
                NotSentException.class,
                assertThrows(CompletionException.class, run.result::join).getCause());
        assertEquals(List.of(), alice.calls.pending());
    }

    @Test
    void a_request_id_is_used_once_toward_a_pair() throws Exception {
        House.Running first = alice.ask(House.request(BOB, 1, "id"));
        started(bob);
        House.Running second = alice.ask(House.request(BOB, 1, "id"));
        world.until(second.result::isDone);
        assertInstanceOf(
                DuplicateRequestIdException.class,
                assertThrows(CompletionException.class, second.result::join).getCause());
        bob.children.last().exit(0);
        first.end();
        House.Running third = alice.ask(House.request(BOB, 1, "id"));
        world.until(third.result::isDone);
        assertTrue(third.result.isCompletedExceptionally());
        assertEquals(1, bob.children.started.size());
    }

    @Test
    void answers_count_only_from_the_pair_that_was_asked() throws Exception {
        House.Running run = alice.ask(House.request(BOB, 1, "id"));
        started(bob);
        MemoryMail.Message end = forged(mail.with(ToServer.Request.class).getFirst());
        alice.port.receive(MemoryMail.trusted(CAROL), received(end));
        alice.port.receive(new Caller.Unverified(BOB, MemoryMail.via(BOB)), received(end));
        world.settle();
        assertFalse(run.result.isDone());
        assertEquals(2, alice.counters.total(ExecCounters.Total.DROPPED));
        alice.port.receive(MemoryMail.trusted(BOB), received(end));
        assertEquals(Outcome.DENIED, run.end().outcome(), "from the right pair it counts");
    }

    @Test
    void an_end_of_another_request_is_not_ours() throws Exception {
        House.Running run = alice.ask(House.request(BOB, 1, "id"));
        started(bob);
        MemoryMail.Message other =
                mail.seal(ALICE, BOB, mail.with(ToServer.Request.class).getFirst().payload());
        alice.port.receive(MemoryMail.trusted(BOB), received(forged(other)));
        world.settle();
        assertFalse(run.result.isDone());
        bob.children.last().exit(0);
        assertEquals(Outcome.EXITED, run.end().outcome());
    }

    private MemoryMail.Message forged(MemoryMail.Message request) {
        List<ToCaller> end =
                EndFrames.bare(
                        new RequestId(7, 1), request.sha256(), End.refused(DenialReason.BUSY));
        return mail.seal(BOB, ALICE, ExecPayload.encode(end));
    }

    private static ReceivedMail received(MemoryMail.Message message) {
        return new ReceivedMail(
                message.payload(), message.sha256(), message.createdUnixMs(), () -> {});
    }

    @Test
    void a_link_without_room_is_tried_again_and_not_flooded() throws Exception {
        House.Running run = alice.ask(House.request(BOB, 1, "id"));
        started(bob);
        world.pass(Duration.ofSeconds(1));
        mail.linkFull = true;
        int before = mail.recordsOffered;
        for (int i = 0; i < 20; i++) {
            bob.children.last().write("0123456789".repeat(4000));
        }
        world.pass(Duration.ofSeconds(1));
        assertTrue(
                mail.recordsOffered - before < 40,
                mail.recordsOffered - before + " records offered to a full link");
        mail.linkFull = false;
        world.pass(Duration.ofSeconds(1));
        bob.children.last().exit(0);
        turn(run, run.result::isDone);
        assertEquals(Outcome.EXITED, run.result.join().outcome());
        assertEquals(800_000, run.stdout().length);
    }

    @Test
    void a_caller_that_stops_tells_whoever_waits_and_cancels() throws Exception {
        House.Running run = alice.ask(House.request(BOB, 1, "id"));
        started(bob);
        Thread closing = Thread.ofVirtual().start(alice.calls::close);
        CallResult result = run.end();
        assertEquals(Outcome.FATE_UNKNOWN, result.outcome());
        assertFalse(result.answered());
        world.until(() -> !closing.isAlive());
        assertEquals(1, mail.with(ToServer.Cancel.class).size());
        assertThrows(IllegalStateException.class, alice.calls::pending);
        alice.calls.close();
    }
}
