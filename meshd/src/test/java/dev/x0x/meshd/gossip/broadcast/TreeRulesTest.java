// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.broadcast;

import static dev.x0x.meshd.gossip.broadcast.Bench.A;
import static dev.x0x.meshd.gossip.broadcast.Bench.B;
import static dev.x0x.meshd.gossip.broadcast.Bench.C;
import static dev.x0x.meshd.gossip.broadcast.Bench.D;
import static dev.x0x.meshd.gossip.broadcast.Bench.FAR;
import static dev.x0x.meshd.gossip.broadcast.Bench.SELF;
import static dev.x0x.meshd.gossip.broadcast.Bench.send;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.x0x.identity.MachineId;
import dev.x0x.meshd.gossip.wire.BroadcastFrame.Digest;
import dev.x0x.meshd.gossip.wire.BroadcastFrame.Gossip;
import dev.x0x.meshd.gossip.wire.BroadcastFrame.Graft;
import dev.x0x.meshd.gossip.wire.BroadcastFrame.IHave;
import dev.x0x.meshd.gossip.wire.BroadcastFrame.Prune;
import dev.x0x.meshd.gossip.wire.BroadcastFrame.Want;
import dev.x0x.meshd.gossip.wire.RecordId;
import dev.x0x.meshd.gossip.wire.RecordKind;
import dev.x0x.meshd.gossip.wire.SignedRecord;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Plumtree's rules, each by the whole list of what follows. */
class TreeRulesTest {
    private final SignedRecord record = Records.announcement(FAR);
    private final long freshness = record.version() * 1_000;

    @Test
    void nothing_happens_before_the_signature_was_verified() {
        var bench = new Bench(A, B);
        assertEquals(List.of(new BroadcastEffect.Verify(1, A, record)), bench.gossip(A, 3, record));
        assertTrue(bench.machine.newest(record.key()).isEmpty());
        assertEquals(
                List.of(
                        new BroadcastEffect.Deliver(record, A),
                        new BroadcastEffect.Alive(FAR, A, true, freshness, 3),
                        send(B, new Gossip(4, record))),
                bench.on(new BroadcastEvent.Verified(1, true)));
        assertEquals(record, bench.machine.newest(record.key()).orElseThrow());
    }

    @Test
    void a_forged_record_goes_nowhere() {
        var bench = new Bench(A, B);
        List<BroadcastEffect> asked = bench.gossip(A, 3, record);
        assertEquals(
                List.of(new BroadcastEffect.Scored(A, -100, true, false), send(A, new Prune())),
                bench.verified(asked, false));
        assertTrue(bench.machine.newest(record.key()).isEmpty());
    }

    @Test
    void the_second_eager_link_that_brings_it_is_pruned_and_is_an_alternate() {
        var bench = new Bench(A, B, C);
        bench.accepted(A, 3, record);
        assertEquals(
                List.of(
                        new BroadcastEffect.Alive(FAR, B, false, freshness, 3),
                        send(B, new Prune())),
                bench.gossip(B, 5, record));
        assertEquals(List.of(), bench.gossip(A, 3, record), "nor a third time from the first");
        assertFalse(bench.link(B).eager());
        assertTrue(bench.link(A).eager());
    }

    @Test
    void one_that_brings_it_during_verification_is_pruned_too_and_gets_no_copy() {
        var bench = new Bench(A, B, C);
        List<BroadcastEffect> asked = bench.gossip(A, 3, record);
        assertEquals(List.of(send(B, new Prune())), bench.gossip(B, 3, record));
        assertEquals(
                List.of(
                        new BroadcastEffect.Deliver(record, A),
                        new BroadcastEffect.Alive(FAR, A, true, freshness, 3),
                        new BroadcastEffect.Alive(FAR, B, false, freshness, 3),
                        send(C, new Gossip(4, record))),
                bench.verified(asked, true));
    }

    @Test
    void a_lazy_link_hears_of_it_50_ms_later() {
        var bench = new Bench(A, B, C);
        bench.heard(C, new Prune());
        bench.accepted(A, 3, record);
        assertEquals(List.of(), bench.after(49));
        assertEquals(List.of(send(C, new IHave(List.of(record.id())))), bench.after(1));
    }

    @Test
    void ihaves_stay_within_what_the_peer_takes() {
        var bench = new Bench(A, B);
        bench.heard(B, new Prune());
        for (int i = 0; i < 300; i++) {
            bench.accepted(A, 3, Records.announcement(Records.machine(1_000 + i)));
        }
        List<IHave> sent = Bench.sent(IHave.class, bench.after(1_000));
        assertEquals(List.of(128, 128, 44), sent.stream().map(f -> f.ids().size()).toList());
    }

    @Test
    void what_was_announced_and_does_not_come_is_grafted_after_T1_and_again_after_T2() {
        var bench = new Bench(A, B, C);
        bench.heard(B, new Prune());
        bench.heard(B, new IHave(List.of(record.id())));
        bench.heard(C, new IHave(List.of(record.id())));
        assertEquals(List.of(), bench.after(999));
        assertEquals(List.of(send(B, new Graft(List.of(record.id())))), bench.after(1));
        assertTrue(bench.link(B).eager());
        assertEquals(List.of(), bench.after(499));
        assertEquals(List.of(send(C, new Graft(List.of(record.id())))), bench.after(1));
        bench.accepted(B, 3, record);
        assertEquals(0, bench.machine.view().missing());
    }

    @Test
    void T2_is_three_round_trips_at_least() {
        var bench = new Bench(A, B);
        bench.on(new BroadcastEvent.Measured(A, Duration.ofMillis(400)));
        bench.heard(A, new IHave(List.of(record.id())));
        bench.heard(B, new IHave(List.of(record.id())));
        bench.after(1_000);
        assertEquals(List.of(), bench.after(1_199));
        assertEquals(List.of(send(B, new Graft(List.of(record.id())))), bench.after(1));
    }

    @Test
    void what_comes_in_time_is_not_grafted() {
        var bench = new Bench(A, B);
        bench.heard(B, new IHave(List.of(record.id())));
        assertEquals(
                List.of(
                        new BroadcastEffect.Deliver(record, A),
                        new BroadcastEffect.Alive(FAR, B, true, freshness, 3),
                        new BroadcastEffect.Alive(FAR, A, false, freshness, 3),
                        send(B, new Gossip(4, record))),
                bench.accepted(A, 3, record),
                "B had word of it first; being eager it waits for the tree's copy all the same");
        assertEquals(List.of(), bench.after(5_000));
    }

    @Test
    void a_graft_makes_eager_and_is_answered_three_times() {
        var bench = new Bench(A, B);
        bench.heard(B, new Prune());
        bench.accepted(A, 3, record);
        for (int i = 0; i < 3; i++) {
            assertEquals(
                    List.of(send(B, new Gossip(4, record, true))),
                    bench.heard(B, new Graft(List.of(record.id()))));
        }
        assertEquals(List.of(), bench.heard(B, new Graft(List.of(record.id()))));
        assertTrue(bench.link(B).eager());
    }

    @Test
    void a_want_is_answered_and_changes_nothing_else() {
        var bench = new Bench(A, B);
        bench.heard(B, new Prune());
        bench.accepted(A, 3, record);
        assertEquals(
                List.of(send(B, new Gossip(4, record, true))),
                bench.heard(B, new Want(List.of(record.id(), Records.fresh()))));
        assertFalse(bench.link(B).eager());
    }

    @Test
    void own_records_go_to_all_at_once_and_large_ones_along_the_tree() {
        var bench = new Bench(A, B);
        bench.heard(B, new Prune());
        SignedRecord small = Records.announcement(SELF);
        assertEquals(
                List.of(send(A, new Gossip(1, small)), send(B, new Gossip(1, small))),
                bench.on(new BroadcastEvent.Publish(small)));
        SignedRecord large = Records.record(RecordKind.ANNOUNCEMENT, SELF, 1, new byte[16_385]);
        assertEquals(
                List.of(send(A, new Gossip(1, large))),
                bench.on(new BroadcastEvent.Publish(large)));
        assertEquals(List.of(send(B, new IHave(List.of(large.id())))), bench.after(50));
    }

    @Test
    void what_comes_straight_from_its_origin_aside_of_the_tree_waits_for_the_tree() {
        var bench = new Bench(A, B, C);
        bench.heard(A, new Prune());
        assertEquals(
                List.of(
                        new BroadcastEffect.Deliver(record, A),
                        new BroadcastEffect.Alive(FAR, A, true, freshness, 1)),
                bench.accepted(A, 1, record));
        IHave word = new IHave(List.of(record.id()));
        assertEquals(List.of(send(B, word), send(C, word)), bench.after(50));
        assertEquals(
                List.of(
                        new BroadcastEffect.Alive(FAR, B, false, freshness, 1),
                        send(C, new Gossip(6, record))),
                bench.gossip(B, 5, record));
        assertTrue(bench.link(B).eager(), "the tree's copy is not one too many");
    }

    @Test
    void a_lazy_link_that_is_far_ahead_of_the_tree_becomes_eager_now_and_then() {
        for (long late : new long[] {400, 600}) {
            var bench = new Bench(A, B);
            int grafts = 0;
            for (int i = 0; i < 80; i++) {
                bench.now += 30_000;
                bench.heard(B, new Prune());
                SignedRecord next = Records.announcement(FAR, i);
                bench.heard(B, new IHave(List.of(next.id())));
                bench.after(late);
                grafts += Bench.sent(Graft.class, bench.accepted(A, 3, next)).size();
            }
            assertTrue(late == 400 ? grafts == 0 : grafts > 1 && grafts < 40, late + ": " + grafts);
        }
    }

    @Test
    void the_trees_copy_that_comes_during_verification_goes_on_along_the_tree() {
        var bench = new Bench(A, B, C);
        bench.heard(A, new Prune());
        List<BroadcastEffect> asked = bench.gossip(A, 1, record);
        assertEquals(List.of(), bench.gossip(B, 5, record));
        assertEquals(
                List.of(send(C, new Gossip(2, record))),
                Bench.only(BroadcastEffect.Send.class, bench.verified(asked, true)));
    }

    @Test
    void what_was_asked_for_on_its_way_shows_no_circle() {
        var bench = new Bench(A, B, C);
        List<BroadcastEffect> asked = bench.heard(A, new Gossip(3, record, true));
        assertEquals(
                List.of(send(B, new Gossip(4, record, true)), send(C, new Gossip(4, record, true))),
                Bench.only(BroadcastEffect.Send.class, bench.verified(asked, true)));
        assertEquals(List.of(), Bench.sent(Prune.class, bench.gossip(B, 3, record)));
        SignedRecord next = Records.announcement(FAR, 1);
        bench.accepted(A, 3, next);
        List<BroadcastEffect> again = bench.heard(B, new Gossip(3, next, true));
        assertEquals(List.of(), Bench.sent(Prune.class, again));
        assertTrue(bench.link(B).eager());
    }

    @Test
    void what_came_by_our_own_graft_shows_no_circle() {
        var bench = new Bench(A, B, C);
        bench.heard(C, new Prune());
        bench.heard(C, new IHave(List.of(record.id())));
        bench.after(1_000);
        List<BroadcastEffect> sent = bench.accepted(C, 3, record);
        assertEquals(
                List.of(send(A, new Gossip(4, record, true)), send(B, new Gossip(4, record, true))),
                Bench.only(BroadcastEffect.Send.class, sent));
        assertEquals(List.of(), Bench.sent(Prune.class, bench.gossip(A, 3, record)));
        assertTrue(bench.link(A).eager());
    }

    @Test
    void a_link_lost_to_the_tree_is_replaced_at_once() {
        var bench = new Bench(A, B, C);
        bench.heard(C, new Prune());
        bench.now = 5_000;
        assertEquals(
                List.of(send(C, new Graft(List.of()))),
                bench.on(new BroadcastEvent.Suspect(B, true)));
        assertEquals(
                List.of(), bench.on(new BroadcastEvent.NeighbourDown(B)), "that was done before");
        assertTrue(bench.link(C).eager());
    }

    @Test
    void one_that_takes_the_place_of_a_lazy_link_is_lazy() {
        var bench = new Bench(A, B);
        bench.heard(B, new Prune());
        bench.now = 5_000;
        bench.on(new BroadcastEvent.NeighbourUp(C));
        assertEquals(List.of(send(C, new Prune())), bench.on(new BroadcastEvent.NeighbourDown(B)));
        assertFalse(bench.link(C).eager());
        bench.now = 10_000;
        bench.on(new BroadcastEvent.NeighbourUp(D));
        assertEquals(List.of(), bench.on(new BroadcastEvent.NeighbourDown(A)));
        assertTrue(bench.link(D).eager(), "A was in the tree, and so is D now");
    }

    @Test
    void a_new_link_gets_a_digest_and_asks_for_what_it_lacks_without_a_flood() {
        var bench = new Bench(A);
        bench.accepted(A, 3, record);
        assertEquals(
                List.of(send(B, new Digest(List.of(record.id())))),
                bench.on(new BroadcastEvent.NeighbourUp(B)));
        SignedRecord theirs = Records.announcement(Records.machine(50));
        assertEquals(
                List.of(
                        new BroadcastEffect.Alive(FAR, B, false, freshness, 3),
                        send(B, new Want(List.of(theirs.id())))),
                bench.heard(B, new Digest(List.of(record.id(), theirs.id()))));
        List<BroadcastEffect> got = bench.accepted(B, 2, theirs);
        assertEquals(List.of(), Bench.sent(Gossip.class, got));
        assertEquals(List.of(send(A, new IHave(List.of(theirs.id())))), bench.after(50));
    }

    @Test
    void a_digest_has_400_ids_at_most_and_revocations_in_front() {
        var bench = new Bench(A);
        SignedRecord end = Records.record(RecordKind.REVOCATION, FAR, 0, new byte[10]);
        bench.accepted(A, 2, end);
        for (int i = 0; i < 500; i++) {
            bench.now += 10;
            bench.accepted(A, 2, Records.announcement(Records.machine(1_000 + i)));
        }
        var up = bench.on(new BroadcastEvent.NeighbourUp(B));
        List<RecordId> ids = Bench.sent(Digest.class, up).getFirst().ids();
        assertEquals(400, ids.size());
        assertEquals(end.id(), ids.getFirst());
    }

    @Test
    void a_suspect_link_is_only_told() {
        var bench = new Bench(A, B, C);
        bench.on(new BroadcastEvent.Suspect(B, true));
        assertEquals(
                List.of(send(C, new Gossip(4, record))),
                Bench.only(BroadcastEffect.Send.class, bench.accepted(A, 3, record)));
        bench.on(new BroadcastEvent.Suspect(B, false));
        SignedRecord next = Records.announcement(FAR, 1);
        assertEquals(
                List.of(send(B, new Gossip(4, next)), send(C, new Gossip(4, next))),
                Bench.only(BroadcastEffect.Send.class, bench.accepted(A, 3, next)));
    }

    @Test
    void there_is_always_an_eager_link() {
        var bench = new Bench(A, B, C, D);
        bench.heard(A, new Prune());
        bench.heard(B, new Prune());
        bench.heard(C, new Prune());
        List<BroadcastEffect> grafted = bench.heard(D, new Prune());
        assertEquals(List.of(new Graft(List.of())), Bench.sent(Graft.class, grafted));
        assertEquals(
                1,
                bench.machine.view().links().stream()
                        .filter(BroadcastView.LinkView::eager)
                        .count());
    }

    @Test
    void after_40_hops_it_ends() {
        var bench = new Bench(A, B);
        List<BroadcastEffect> last = bench.accepted(A, 40, record);
        assertEquals(List.of(), Bench.only(BroadcastEffect.Send.class, last));
        assertEquals(1, Bench.only(BroadcastEffect.Deliver.class, last).size());
        assertEquals(List.of(), bench.after(1_000));
        assertEquals(
                List.of(new BroadcastEffect.Scored(A, -9, true, false), send(A, new Prune())),
                roundedScores(bench.gossip(A, 41, Records.announcement(FAR, 1))));
    }

    @Test
    void only_neighbours_are_heard() {
        var bench = new Bench(A);
        MachineId stranger = Records.machine(77);
        assertEquals(List.of(), bench.gossip(stranger, 2, record));
        assertEquals(List.of(), bench.heard(stranger, new Graft(List.of(record.id()))));
        assertEquals(List.of(), bench.heard(stranger, new IHave(List.of(record.id()))));
        assertEquals(List.of(), bench.after(5_000));
        assertEquals(3, bench.machine.view().counters().strangers());
    }

    private static List<BroadcastEffect> roundedScores(List<BroadcastEffect> effects) {
        var rounded = new ArrayList<BroadcastEffect>();
        for (BroadcastEffect effect : effects) {
            rounded.add(
                    effect instanceof BroadcastEffect.Scored(var peer, double score, var p, var i)
                            ? new BroadcastEffect.Scored(peer, Math.round(score), p, i)
                            : effect);
        }
        return rounded;
    }
}
