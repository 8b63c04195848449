// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec;

import static dev.x0x.exec.House.ALICE;
import static dev.x0x.exec.House.BOB;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.x0x.acl.DenialReason;
import dev.x0x.acl.ExecPolicy;
import dev.x0x.exec.audit.AuditRecord;
import dev.x0x.exec.audit.Outcome;
import dev.x0x.exec.wire.ToCaller;
import dev.x0x.exec.wire.ToServer;
import dev.x0x.identity.RequestId;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** A request runs at most once, whatever comes again, and whatever happened in between. */
class RequestOnceTest {
    private final World world = new World();
    private final MemoryMail mail = new MemoryMail(world, 1);
    private House bob;
    private Asking asking;

    @BeforeEach
    void set() {
        bob = new House(world, mail, BOB);
        asking = new Asking(world, mail, ALICE, BOB);
    }

    @Test
    void in_however_many_envelopes_it_comes_it_runs_once() {
        var first = asking.ask(1, "id");
        for (int i = 0; i < 5; i++) {
            mail.deliver(first); // the very same envelope
            mail.deliver(asking.same(first)); // the same request in another
            world.settle();
        }
        assertEquals(1, bob.children.started.size());
        assertEquals(List.of("request", "started"), bob.audit.words());
        bob.children.last().exit(0);
        world.settle();
        assertEquals(List.of(Outcome.EXITED), asking.ends());
        asking.answers();
        mail.deliver(asking.same(first));
        world.settle();
        assertEquals(List.of(Outcome.EXITED), asking.ends(), "the recorded end");
        assertEquals(1, bob.children.started.size());
    }

    @Test
    void an_answer_to_another_envelope_names_that_envelope() {
        var first = asking.ask(1, "id");
        bob.children.last().exit(0);
        world.settle();
        asking.answers();
        var again = asking.same(first);
        mail.deliver(again);
        world.settle();
        assertTrue(Arrays.equals(again.sha256(), asking.lastDetail().requestSha256()));
    }

    @Test
    void the_end_of_what_still_runs_names_the_newest_envelope_and_so_does_every_answer_after() {
        var first = asking.ask(1, "id");
        var second = asking.same(first);
        mail.deliver(second);
        var third = asking.same(first);
        mail.deliver(third);
        world.settle();
        bob.children.last().exit(0);
        world.settle();
        assertTrue(Arrays.equals(third.sha256(), asking.lastDetail().requestSha256()));
        asking.answers();
        asking.query(1);
        assertEquals(List.of(Outcome.EXITED), asking.ends());
        assertTrue(Arrays.equals(third.sha256(), asking.lastDetail().requestSha256()));
        for (var copy : List.of(first, third)) {
            mail.deliver(copy);
            world.settle();
            assertEquals(List.of(Outcome.EXITED), asking.ends(), "a copy is answered too");
        }
        mail.deliver(second);
        world.settle();
        assertEquals(List.of(), asking.ends(), "only two are remembered");
        assertEquals(1, bob.children.started.size());
    }

    @Test
    void who_used_up_the_ids_of_a_day_runs_nothing_more() {
        List<PastRequest> past = new ArrayList<>();
        for (int i = 0; i < 8_191; i++) {
            past.add(past(1_000 + i, new byte[32], sha256(i), Optional.of(ended())));
        }
        House again = new House(world, mail, BOB, past, true);
        asking.ask(1, "id");
        assertEquals(List.of(), asking.denials());
        again.children.last().exit(0);
        world.settle();
        asking.answers();
        asking.ask(2, "id");
        assertEquals(List.of(DenialReason.RATE_LIMITED), asking.denials());
        assertEquals(
                List.of("request", "started", "exit exited", "denial rate_limited"),
                again.audit.words());
        assertEquals(1, again.children.started.size());
    }

    @Test
    void the_same_id_with_other_content_is_refused_and_changes_nothing() {
        asking.ask(1, "id");
        asking.ask(1, "echo", "5");
        assertEquals(List.of(DenialReason.DUPLICATE_REQUEST), asking.denials());
        assertEquals(1, bob.children.started.size());
        bob.children.last().exit(0);
        world.settle();
        assertEquals(List.of(Outcome.EXITED), asking.ends());
        assertEquals(
                List.of("request", "started", "denial duplicate_request", "exit exited"),
                bob.audit.words());
    }

    @Test
    void a_question_while_its_refusal_is_being_recorded_is_not_told_that_nobody_knows() {
        bob.audit.slow = true;
        asking.ask(1, "rm");
        asking.query(1);
        assertEquals(List.of(), asking.ends());
        bob.audit.release();
        world.settle();
        assertEquals(List.of(DenialReason.ARGV_NOT_ALLOWED), asking.denials());
    }

    @Test
    void what_cannot_be_recorded_does_not_run_and_frees_its_slot_once() {
        bob.audit.fails = record -> record instanceof AuditRecord.Request;
        for (int i = 0; i < 10; i++) {
            asking.ask(i, "id");
            assertEquals(List.of(DenialReason.AUDIT_UNAVAILABLE), asking.denials());
        }
        assertEquals(List.of(), bob.children.started);
        assertEquals(List.of(), bob.server.active());
        assertEquals(10, bob.counters.total(ExecCounters.Total.AUDIT_WRITE_FAILURES));
        bob.audit.fails = _ -> false;
        for (int i = 20; i < 23; i++) {
            asking.ask(i, "id");
        }
        assertEquals(2, bob.children.started.size(), "two slots for an agent, not twelve");
    }

    @Test
    void a_stop_while_the_request_is_being_recorded_frees_its_slot_once() {
        bob.audit.slow = true;
        bob.audit.fails = record -> record instanceof AuditRecord.Request;
        asking.ask(1, "id");
        asking.cancel(1);
        bob.audit.release();
        world.settle();
        bob.audit.release();
        world.settle();
        assertEquals(List.of(Outcome.CANCELLED), asking.ends());
        assertEquals(List.of(), bob.children.started);
        assertEquals(List.of(), bob.server.active());
        bob.audit.slow = false;
        bob.audit.fails = _ -> false;
        for (int i = 20; i < 24; i++) {
            asking.ask(i, "id");
        }
        assertEquals(2, bob.children.started.size());
    }

    @Test
    void the_child_waits_until_its_request_is_on_disk_and_the_end_until_its_record_is() {
        bob.audit.slow = true;
        asking.ask(1, "id");
        assertEquals(List.of(), bob.children.started);
        bob.audit.release();
        world.settle();
        assertEquals(1, bob.children.started.size());
        bob.children.last().exit(0);
        world.settle();
        assertEquals(List.of(), asking.ends());
        bob.audit.release(); // started
        world.settle();
        assertEquals(List.of(), asking.ends());
        bob.audit.release(); // exit
        world.settle();
        assertEquals(List.of(Outcome.EXITED), asking.ends());
    }

    @Test
    void a_restarted_daemon_tells_the_recorded_end_or_that_it_is_unknown_and_runs_nothing() {
        var done = asking.ask(1, "id");
        var lost = asking.ask(2, "echo", "3");
        var past =
                List.of(
                        past(1, asking.content(done), done.sha256(), Optional.of(ended())),
                        past(2, asking.content(lost), lost.sha256(), Optional.empty()));
        House again = new House(world, mail, BOB, past, true);
        asking.answers();
        asking.query(1);
        assertEquals(List.of(Outcome.EXITED), asking.ends());
        mail.deliver(done);
        world.settle();
        assertEquals(List.of(Outcome.EXITED), asking.ends());
        asking.query(2);
        assertEquals(List.of(Outcome.FATE_UNKNOWN), asking.ends());
        mail.deliver(asking.same(lost));
        world.settle();
        assertEquals(List.of(Outcome.FATE_UNKNOWN), asking.ends());
        asking.ask(2, "id");
        assertEquals(List.of(DenialReason.DUPLICATE_REQUEST), asking.denials());
        assertEquals(List.of(), again.children.started);
    }

    @Test
    void output_of_before_the_restart_is_not_taken_for_none() {
        var done = asking.ask(1, "id");
        var how =
                new PastRequest.Ended(
                        Outcome.EXITED,
                        OptionalInt.of(0),
                        OptionalInt.empty(),
                        Duration.ofMillis(5),
                        500,
                        0,
                        false,
                        Optional.empty());
        var unused =
                new House(
                        world,
                        mail,
                        BOB,
                        List.of(past(1, asking.content(done), done.sha256(), Optional.of(how))),
                        true);
        asking.answers();
        asking.query(1);
        ToCaller.ExitDetail detail = asking.lastDetail();
        assertTrue(Arrays.equals(new byte[32], detail.stdoutSha256()), "a digest of nothing else");
        assertFalse(Arrays.equals(new byte[32], detail.stderrSha256()));
    }

    @Test
    void two_past_requests_of_one_id_do_not_stop_the_start() {
        var done = asking.ask(1, "id");
        var twice = past(1, asking.content(done), done.sha256(), Optional.of(ended()));
        House again = new House(world, mail, BOB, List.of(twice, twice), true);
        asking.answers();
        asking.query(1);
        assertEquals(List.of(Outcome.FATE_UNKNOWN), asking.ends());
        assertEquals(List.of(), again.children.started);
    }

    @Test
    void a_daemon_that_cannot_read_its_past_puts_off_what_may_be_a_repeat() {
        var old = asking.ask(1, "id");
        House again = new House(world, mail, BOB, List.of(), false);
        asking.answers();
        mail.deliver(old);
        world.settle();
        assertEquals(List.of(DenialReason.BUSY), asking.denials());
        world.pass(Duration.ofMillis(29_999));
        asking.ask(2, "id");
        assertEquals(List.of(DenialReason.BUSY), asking.denials());
        world.pass(Duration.ofMillis(1));
        asking.ask(3, "id");
        assertEquals(1, again.children.started.size());
        asking.ask(2, "id");
        assertEquals(2, again.children.started.size(), "a refused id may be asked again");
    }

    @Test
    void the_pair_that_asked_is_answered_and_only_while_it_may_ask() {
        asking.ask(1, "id");
        bob.children.last().exit(0);
        world.settle();
        asking.answers();
        var carol = new Asking(world, mail, House.CAROL, BOB);
        bob.policy = House.allowing(ALICE, House.CAROL);
        carol.query(1);
        assertEquals(List.of(), carol.ends());
        bob.policy = House.allowing(House.CAROL);
        asking.query(1);
        mail.deliver(asking.same(mail.with(ToServer.Request.class).getFirst()));
        mail.deliver(mail.with(ToServer.Request.class).getFirst());
        world.settle();
        assertEquals(List.of(), asking.ends(), "unlisted looks like unknown");
        bob.policy = ExecPolicy.disabled("off");
        asking.query(1);
        assertEquals(List.of(), asking.ends());
        bob.policy = House.allowing(ALICE);
        asking.query(1);
        assertEquals(List.of(Outcome.EXITED), asking.ends());
    }

    @Test
    void a_lost_refusal_is_told_again_though_nothing_else_would_be() {
        bob.policy = House.allowing(House.CAROL);
        var refused = asking.ask(1, "id");
        assertEquals(List.of(DenialReason.AGENT_MACHINE_NOT_IN_ACL), asking.denials());
        mail.deliver(refused);
        world.settle();
        assertEquals(List.of(DenialReason.AGENT_MACHINE_NOT_IN_ACL), asking.denials());
        assertEquals(1, bob.audit.words().size(), "and recorded once");
    }

    @Test
    void output_is_not_kept_beyond_a_minute() {
        var first = asking.ask(1, "id");
        bob.children.last().write("secret");
        bob.children.last().exit(0);
        world.settle();
        assertTrue(asking.lastAnswerHas(ToCaller.Stdout.class));
        world.pass(Duration.ofSeconds(61));
        asking.answers();
        mail.deliver(asking.same(first));
        world.settle();
        assertEquals(List.of(Outcome.EXITED), asking.ends());
        assertFalse(asking.lastAnswerHas(ToCaller.Stdout.class));
        world.pass(Duration.ofMinutes(10));
        bob.children.refuse = true;
        asking.ask(2, "id"); // whatever ends next drops what is too old
        asking.answers();
        asking.query(1);
        assertEquals(List.of(Outcome.FATE_UNKNOWN), asking.ends(), "the id stays");
    }

    private static PastRequest past(
            long id, byte[] content, byte[] sha256, Optional<PastRequest.Ended> ended) {
        return new PastRequest(ALICE, new RequestId(7, id), 900_000, content, sha256, ended);
    }

    private static byte[] sha256(int of) {
        return ByteBuffer.allocate(32).putInt(of).array();
    }

    private static PastRequest.Ended ended() {
        return new PastRequest.Ended(
                Outcome.EXITED,
                OptionalInt.of(0),
                OptionalInt.empty(),
                Duration.ofMillis(5),
                0,
                0,
                false,
                Optional.empty());
    }
}
