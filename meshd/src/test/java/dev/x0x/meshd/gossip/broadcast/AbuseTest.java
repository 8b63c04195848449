// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.broadcast;

import static dev.x0x.meshd.gossip.broadcast.Bench.A;
import static dev.x0x.meshd.gossip.broadcast.Bench.B;
import static dev.x0x.meshd.gossip.broadcast.Bench.C;
import static dev.x0x.meshd.gossip.broadcast.Bench.FAR;

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

import java.util.ArrayList;
import java.util.List;

/** Every row of MESH.md §6 that broadcast has to stand. */
class AbuseTest {
    private static final int LENGTH = 6 << 10;

    @Test
    void a_flood_by_a_valid_origin_is_thinned_and_the_relay_not_blamed() {
        var bench = new Bench(A, B);
        int forwarded = 0;
        for (int i = 0; i < 10; i++) { // 10 a second for 10 s, as an honest relay might in bunches
            for (int j = 0; j < 10; j++) {
                SignedRecord record = Records.announcement(FAR, 10 * i + j);
                forwarded += Bench.sent(Gossip.class, bench.accepted(A, 3, record)).size();
            }
            bench.after(1_000);
        }
        assertTrue(forwarded >= 10 && forwarded <= 10 + 2 * 10, "forwarded " + forwarded);
        assertTrue(bench.score(A) >= 0, "score " + bench.score(A));
    }

    @Test
    void nobody_uses_up_the_share_of_another_origin() {
        var bench = new Bench(A, B);
        for (int i = 0; i < 10; i++) {
            SignedRecord forged = Records.announcement(FAR, i);
            bench.verified(bench.gossip(A, 3, forged), false);
        }
        SignedRecord genuine = Records.announcement(FAR, 50);
        assertEquals(
                1, Bench.only(BroadcastEffect.Deliver.class, bench.accepted(B, 3, genuine)).size());
    }

    @Test
    void a_link_that_floods_for_an_origin_itself_is_cut_off() {
        var bench = new Bench(A, B);
        var cut = new ArrayList<BroadcastEffect.CutOff>();
        for (int i = 0; i < 1_000 && cut.isEmpty(); i++) {
            List<BroadcastEffect> effects = bench.gossip(A, 2, Records.announcement(FAR, i));
            cut.addAll(Bench.only(BroadcastEffect.CutOff.class, effects));
            effects = bench.verified(effects, true);
            cut.addAll(Bench.only(BroadcastEffect.CutOff.class, effects));
            bench.after(1);
        }
        assertEquals(A, cut.getFirst().peer());
        assertEquals(List.of(), bench.gossip(A, 2, Records.announcement(FAR, 5_000)));
    }

    @Test
    void forged_signatures_cost_few_verifications_and_then_the_link() {
        var bench = new Bench(A, B);
        int verified = 0;
        boolean cut = false;
        for (int i = 0; i < 500 && !cut; i++) {
            List<BroadcastEffect> asked =
                    bench.gossip(A, 2, Records.announcement(Records.machine(500 + i)));
            verified += Bench.only(BroadcastEffect.Verify.class, asked).size();
            cut = !Bench.only(BroadcastEffect.CutOff.class, bench.verified(asked, false)).isEmpty();
            bench.after(1);
        }
        assertTrue(cut);
        assertTrue(verified <= 15, verified + " verifications");
    }

    @Test
    void a_forgery_is_verified_once_whoever_brings_it() {
        var bench = new Bench(A, B);
        SignedRecord forged = Records.announcement(FAR);
        bench.verified(bench.gossip(A, 2, forged), false);
        List<BroadcastEffect> again = bench.gossip(B, 2, forged);
        assertEquals(List.of(), Bench.only(BroadcastEffect.Verify.class, again));
        assertTrue(bench.score(B) < 0);
    }

    @Test
    void minted_origins_get_half_a_link_and_no_more_memory_than_there_is() {
        var store = new BroadcastSettings.Store(1 << 20, 100, 90_000, Records.DAY, 600_000, 1_000);
        var bench = new Bench(BroadcastSettings.usual().with(store), A, B);
        int forwarded = 0;
        for (int i = 0; i < 10_000; i++) {
            SignedRecord minted = Records.announcement(Records.machine(10_000 + i));
            forwarded += Bench.sent(Gossip.class, bench.accepted(A, 3, minted)).size();
            if (i % 1_000 == 999) {
                bench.after(1_000);
            }
        }
        assertTrue(forwarded <= 1_024 + 10 * 100, "forwarded " + forwarded);
        BroadcastView view = bench.machine.view();
        assertTrue(view.records() <= 100 && view.bytes() <= 1 << 20 && view.seen() <= 1_000);
    }

    @Test
    void minted_origins_do_not_push_out_settled_ones() {
        var store = new BroadcastSettings.Store(64 << 20, 100, 90_000, Records.DAY, 600_000, 1_000);
        var bench = new Bench(BroadcastSettings.usual().with(store), A, B);
        var known = new ArrayList<SignedRecord>();
        for (int i = 0; i < 70; i++) {
            known.add(Records.announcement(Records.machine(100 + i)));
            bench.accepted(B, 3, known.getLast());
        }
        bench.after(601_000);
        for (int i = 0; i < 900; i++) {
            bench.accepted(A, 3, Records.announcement(Records.machine(10_000 + i), 601));
        }
        known.forEach(
                record -> assertTrue(bench.machine.newest(record.key()).isPresent(), "evicted"));
    }

    @Test
    void revocations_are_not_evicted_for_others_and_not_without_bound() {
        var store = new BroadcastSettings.Store(64 << 20, 100, 90_000, Records.DAY, 600_000, 1_000);
        var bench = new Bench(BroadcastSettings.usual().with(store), A, B);
        SignedRecord end = Records.record(RecordKind.REVOCATION, FAR, 0, new byte[10]);
        bench.accepted(A, 3, end);
        for (int i = 0; i < 400; i++) {
            bench.accepted(A, 3, Records.announcement(Records.machine(10_000 + i)));
        }
        assertTrue(bench.machine.newest(end.key()).isPresent());
        for (int i = 0; i < 400; i++) {
            bench.accepted(
                    A,
                    3,
                    Records.record(
                            RecordKind.REVOCATION, Records.machine(20_000 + i), 0, new byte[10]));
        }
        assertTrue(bench.machine.view().revocations() <= 50);
    }

    @Test
    void a_million_announced_ids_cost_the_link_and_little_memory() {
        var bench = new Bench(A, B, C);
        boolean negative = false;
        boolean cut = false;
        long most = 0;
        for (int i = 0; i < 7_813; i++) { // in 10 s
            var ids = new ArrayList<RecordId>(128);
            for (int j = 0; j < 128; j++) {
                ids.add(Records.fresh());
            }
            List<BroadcastEffect> effects = bench.heard(A, new IHave(ids));
            bench.now += i % 4 == 0 ? 2 : 1;
            negative |= !Bench.only(BroadcastEffect.Scored.class, effects).isEmpty();
            cut |= !Bench.only(BroadcastEffect.CutOff.class, effects).isEmpty();
            most = Math.max(most, bench.machine.view().missing());
        }
        assertTrue(negative && cut);
        assertTrue(most <= 1_024, most + " missing");
        assertTrue(bench.machine.view().timers() < 5_000);
    }

    @Test
    void announcing_and_not_sending_is_found_out_within_ten_seconds() {
        var bench = new Bench(A, B);
        bench.heard(B, new IHave(List.of(Records.fresh())));
        assertEquals(List.of(), Bench.only(BroadcastEffect.Scored.class, bench.after(3_900)));
        List<BroadcastEffect> effects = bench.after(200);
        var scored = Bench.only(BroadcastEffect.Scored.class, effects);
        assertEquals(B, scored.getFirst().peer());
        assertTrue(scored.getFirst().prune());
        assertEquals(List.of(new Prune()), Bench.sent(Prune.class, effects));
    }

    @Test
    void a_withheld_record_is_had_from_another() {
        var bench = new Bench(A, B, C);
        SignedRecord record = Records.announcement(FAR);
        bench.heard(B, new IHave(List.of(record.id())));
        bench.heard(C, new IHave(List.of(record.id())));
        assertEquals(
                List.of(B, C),
                Bench.only(BroadcastEffect.Send.class, bench.after(1_600)).stream()
                        .map(BroadcastEffect.Send::to)
                        .toList());
        bench.accepted(C, 3, record);
        assertTrue(bench.machine.newest(record.key()).isPresent());
    }

    @Test
    void what_is_asked_for_again_and_again_is_not_an_amplifier() {
        var bench = new Bench(A, B);
        var ids = new ArrayList<RecordId>();
        for (int i = 0; i < 1_000; i++) {
            SignedRecord record = Records.announcement(Records.machine(1_000 + i));
            bench.accepted(A, 3, record);
            ids.add(record.id());
            bench.now += 20;
        }
        long in = 0;
        long out = 0;
        for (int i = 0; i < 500; i++) {
            int from = i * 128 % 872;
            List<BroadcastEffect> effects =
                    bench.heard(B, new Want(List.copyOf(ids.subList(from, from + 128))));
            out += (long) Bench.sent(Gossip.class, effects).size() * LENGTH;
            in += 100;
            bench.now += 100;
        }
        // once a digest's worth, 16 KiB/s, and four times what came
        assertTrue(out <= (3 << 20) + 50 * (16 << 10) + 4 * in + LENGTH, out + " for " + in);
    }

    @Test
    void a_reconnect_does_not_fill_the_share_again_nor_wash_a_score() {
        var bench = new Bench(A, B);
        bench.verified(bench.gossip(B, 2, Records.announcement(FAR)), false);
        bench.on(new BroadcastEvent.NeighbourDown(B));
        bench.after(2_000);
        List<BroadcastEffect> up = bench.on(new BroadcastEvent.NeighbourUp(B));
        var scored = Bench.only(BroadcastEffect.Scored.class, up).getFirst();
        assertTrue(scored.prune() && scored.score() < -80, scored.toString());
        assertFalse(bench.link(B).eager());
        bench.after(600_000);
        assertTrue(bench.link(B).score() > 0, "but it heals");
    }

    @Test
    void replays_are_never_delivered_again() {
        var bench = new Bench(A, B);
        SignedRecord first = Records.announcement(FAR, 0);
        SignedRecord second = Records.announcement(FAR, 30);
        bench.accepted(A, 3, first);
        bench.after(40_000);
        bench.accepted(A, 3, second);
        for (long wait : new long[] {1_000, 119_000, 600_000, 3_600_000}) {
            bench.after(wait);
            assertEquals(List.of(), deliveries(bench.accepted(B, 3, first)), "first " + wait);
            assertEquals(List.of(), deliveries(bench.accepted(B, 3, second)), "second " + wait);
        }
        bench.after(25 * 3_600_000L);
        assertEquals(List.of(), deliveries(bench.accepted(B, 3, second)), "a day later");
        assertEquals(List.of(), deliveries(bench.accepted(B, 3, first)), "a day later");
    }

    @Test
    void who_repeats_old_records_cuts_nothing_and_loses_its_standing() {
        var bench = new Bench(A, B, C);
        var old = new ArrayList<SignedRecord>();
        for (int i = 0; i < 120; i++) {
            old.add(Records.announcement(Records.machine(1_000 + i)));
            bench.accepted(A, 3, old.getLast());
        }
        bench.after(31_000);
        assertEquals(List.of(), Bench.sent(Prune.class, bench.gossip(B, 3, old.getFirst())));
        assertTrue(bench.link(B).eager(), "it shows no circle");
        old.forEach(record -> bench.gossip(B, 3, record));
        assertTrue(bench.score(B) < 0, "score " + bench.score(B));
        assertTrue(bench.score(A) >= 0 && bench.link(A).eager());
    }

    @Test
    void replays_after_a_restart_are_not_news() {
        var bench = new Bench();
        SignedRecord kept = Records.announcement(FAR, 30);
        MachineId other = Records.machine(98);
        bench.on(new BroadcastEvent.Known(kept));
        var key = new SignedRecord.Key(RecordKind.ANNOUNCEMENT, other);
        bench.on(new BroadcastEvent.Floor(key, Records.WALL / 1_000 + 30));
        bench.on(new BroadcastEvent.NeighbourUp(A));
        assertEquals(List.of(), deliveries(bench.accepted(A, 3, Records.announcement(FAR, 29))));
        assertEquals(List.of(), deliveries(bench.accepted(A, 3, Records.announcement(other, 30))));
        assertEquals(1, deliveries(bench.accepted(A, 3, Records.announcement(other, 31))).size());
    }

    @Test
    void clocks_may_differ_by_90_s() {
        for (long second : new long[] {-86_489, 89}) {
            var bench = new Bench(A, B);
            assertEquals(
                    1,
                    deliveries(bench.accepted(A, 3, Records.announcement(FAR, second))).size(),
                    "" + second);
        }
        for (long second : new long[] {-86_490, 90, 3_600}) {
            var bench = new Bench(A, B);
            assertEquals(
                    List.of(),
                    bench.accepted(A, 3, Records.announcement(FAR, second)),
                    "" + second);
        }
    }

    @Test
    void prune_and_graft_games_cost_the_player_alone() {
        var bench = new Bench(A, B);
        boolean scored = false;
        for (int i = 0; i < 20; i++) {
            bench.heard(B, new Prune());
            assertTrue(bench.link(A).eager());
            List<BroadcastEffect> effects = bench.heard(B, new Graft(List.of()));
            scored |= !Bench.only(BroadcastEffect.Scored.class, effects).isEmpty();
            bench.after(1_000);
        }
        assertTrue(scored);
        assertFalse(bench.link(B).eager());
        assertTrue(bench.score(A) >= 0);
    }

    @Test
    void one_digest_after_the_other_costs() {
        var bench = new Bench(A, B);
        for (int i = 0; i < 4; i++) {
            bench.heard(B, new Digest(List.of(Records.fresh())));
        }
        assertTrue(bench.score(B) < 0);
    }

    @Test
    void a_record_that_is_too_long_is_not_looked_at() {
        var bench = new Bench(A);
        var huge = Records.record(RecordKind.ANNOUNCEMENT, FAR, 0, new byte[65_537]);
        List<BroadcastEffect> effects = bench.gossip(A, 3, huge);
        assertEquals(List.of(), Bench.only(BroadcastEffect.Verify.class, effects));
        assertTrue(bench.score(A) < 0);
    }

    @Test
    void at_full_verifiers_the_worst_link_gives_way() {
        var bench = new Bench(A, B, C);
        bench.on(new BroadcastEvent.Misbehaved(A, "told by another layer"));
        bench.on(new BroadcastEvent.Misbehaved(B, "told by another layer"));
        bench.on(new BroadcastEvent.Misbehaved(B, "told by another layer"));
        for (int i = 0; i < 512; i++) {
            bench.gossip(A, 3, Records.announcement(Records.machine(1_000 + i)));
            bench.gossip(B, 3, Records.announcement(Records.machine(2_000 + i)));
        }
        assertEquals(1_024, bench.machine.view().verifying());
        List<BroadcastEffect> asked = bench.gossip(C, 3, Records.announcement(FAR));
        assertEquals(1, deliveries(bench.verified(asked, true)).size());
        assertEquals(1_023, bench.machine.view().verifying());
    }

    private static List<BroadcastEffect.Deliver> deliveries(List<BroadcastEffect> effects) {
        return Bench.only(BroadcastEffect.Deliver.class, effects);
    }
}
