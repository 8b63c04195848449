// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.broadcast;

import static dev.x0x.meshd.gossip.broadcast.Bench.A;
import static dev.x0x.meshd.gossip.broadcast.Bench.B;
import static dev.x0x.meshd.gossip.broadcast.Bench.C;
import static dev.x0x.meshd.gossip.broadcast.Bench.FAR;
import static dev.x0x.meshd.gossip.broadcast.Bench.SELF;
import static dev.x0x.meshd.gossip.broadcast.Bench.send;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.x0x.meshd.gossip.wire.BroadcastFrame;
import dev.x0x.meshd.gossip.wire.BroadcastFrame.Found;
import dev.x0x.meshd.gossip.wire.BroadcastFrame.Gossip;
import dev.x0x.meshd.gossip.wire.BroadcastFrame.Heartbeat;
import dev.x0x.meshd.gossip.wire.BroadcastFrame.Lookup;
import dev.x0x.meshd.gossip.wire.BroadcastFrame.Prune;
import dev.x0x.meshd.gossip.wire.BroadcastFrame.Want;
import dev.x0x.meshd.gossip.wire.HeartbeatChain;
import dev.x0x.meshd.gossip.wire.RecordKind;
import dev.x0x.meshd.gossip.wire.SignedRecord;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Heartbeats (DECISIONS D3) and lookups. */
class LivenessTest {
    private static final long MINUTE = 60_000;
    private final HeartbeatChain secret = Records.secret(FAR);
    private final SignedRecord chain = Records.chain(FAR, secret);

    private Bench withChain() {
        var bench = new Bench(A, B, C);
        bench.accepted(A, 3, chain);
        return bench;
    }

    @Test
    void a_new_beat_goes_on_along_the_tree_and_is_a_sign_of_life() {
        Bench bench = withChain();
        bench.now = MINUTE;
        Heartbeat beat = beat(1, 3);
        List<BroadcastEffect> effects = bench.heard(A, beat);
        assertEquals(
                new BroadcastEffect.Alive(FAR, A, true, Records.WALL + MINUTE, 3),
                effects.getFirst());
        assertEquals(List.of(B, C), sentTo(effects));
        assertEquals(4, Bench.sent(Heartbeat.class, effects).getFirst().hops());
        assertEquals(new BroadcastEffect.Useful(A), effects.get(1));
        assertEquals(4, effects.size());
    }

    @Test
    void the_same_beat_by_another_link_is_an_alternate_once() {
        Bench bench = withChain();
        bench.now = MINUTE;
        bench.heard(A, beat(1, 3));
        assertEquals(
                List.of(new BroadcastEffect.Alive(FAR, B, false, Records.WALL + MINUTE, 5)),
                bench.heard(B, beat(1, 5)));
        assertTrue(bench.link(B).eager(), "only records change the tree");
        assertEquals(List.of(), bench.heard(A, beat(1, 3)));
    }

    @Test
    void an_older_beat_is_nothing() {
        Bench bench = withChain();
        bench.now = 2 * MINUTE;
        bench.heard(A, beat(2, 3));
        assertEquals(List.of(), bench.heard(B, beat(1, 2)));
    }

    @Test
    void a_forged_beat_is_not_passed_on_and_costs() {
        Bench bench = withChain();
        bench.now = MINUTE;
        var forged = new Heartbeat(2, FAR, chain.id().high(), 1, new byte[32]);
        List<BroadcastEffect> effects = bench.heard(A, forged);
        assertEquals(List.of(new Prune()), Bench.sent(BroadcastFrame.class, effects));
        assertTrue(bench.score(A) < -90);
        assertEquals(3, bench.heard(B, beat(1, 3)).size(), "the true one still counts");
    }

    @Test
    void a_beat_counts_around_its_time_only() {
        Bench bench = withChain();
        assertEquals(List.of(), bench.heard(A, beat(4, 3)), "4 minutes early");
        bench.now = 10 * MINUTE;
        assertEquals(List.of(), bench.heard(A, beat(7, 3)), "3 minutes late");
        assertEquals(4, bench.heard(A, beat(8, 3)).size(), "2 minutes late");
        assertEquals(2, bench.machine.view().counters().outOfTime());
    }

    @Test
    void a_long_gap_counts_against_the_link() {
        Bench bench = withChain();
        bench.now = 100 * MINUTE;
        bench.heard(A, beat(100, 3));
        assertEquals(1, bench.machine.view().counters().beats());
        var poor = new Bench(BroadcastSettings.usual().with(noHashes()), A, B);
        poor.accepted(A, 3, chain);
        poor.now = 65 * MINUTE;
        poor.heard(A, beat(65, 3));
        assertEquals(0, poor.machine.view().counters().beats(), "65 is over what is free");
        poor.now = 64 * MINUTE;
        poor.heard(A, beat(64, 3));
        assertEquals(1, poor.machine.view().counters().beats(), "64 is not");
    }

    @Test
    void a_beat_of_an_unknown_chain_asks_its_bringer_for_the_record_once() {
        var bench = new Bench(A, B);
        bench.now = MINUTE;
        List<BroadcastEffect> asked = bench.heard(A, beat(1, 3));
        Lookup lookup = Bench.sent(Lookup.class, asked).getFirst();
        assertEquals(List.of(send(A, new Lookup(lookup.nonce(), 1, chain.key()))), asked);
        assertEquals(List.of(), bench.heard(A, beat(1, 3)));
        List<BroadcastEffect> verify = bench.heard(A, new Found(lookup.nonce(), chain));
        assertEquals(List.of(), bench.heard(A, beat(1, 3)), "it waits for the verifiers");
        assertEquals(
                List.of(
                        new BroadcastEffect.Deliver(chain, A),
                        new BroadcastEffect.Alive(FAR, A, true, Records.WALL, 1),
                        new BroadcastEffect.Alive(FAR, A, true, Records.WALL + MINUTE, 3),
                        new BroadcastEffect.Useful(A)),
                bench.verified(verify, true));
    }

    @Test
    void a_chain_is_served_with_its_newest_link() {
        Bench bench = withChain();
        bench.now = MINUTE;
        Heartbeat beat = beat(1, 3);
        bench.heard(A, beat);
        List<BroadcastEffect> served = bench.heard(B, new Want(List.of(chain.id())));
        assertEquals(send(B, new Gossip(4, chain, true)), served.getFirst());
        assertEquals(beat.link(), Bench.sent(Heartbeat.class, served).getFirst().link());
        assertEquals(2, served.size());
    }

    @Test
    void of_two_signs_the_older_is_none() {
        Bench bench = withChain();
        bench.now = 2 * MINUTE;
        bench.heard(A, beat(2, 3));
        SignedRecord announcement = Records.announcement(FAR, 30);
        List<BroadcastEffect> effects = bench.accepted(B, 3, announcement);
        assertEquals(List.of(), Bench.only(BroadcastEffect.Alive.class, effects));
        assertEquals(1, Bench.only(BroadcastEffect.Deliver.class, effects).size());
    }

    @Test
    void our_own_beat_goes_along_the_tree() {
        var bench = new Bench(A, B);
        HeartbeatChain own = Records.secret(SELF);
        SignedRecord record = Records.chain(SELF, own);
        bench.on(new BroadcastEvent.Publish(record));
        bench.heard(B, new Prune());
        List<BroadcastEffect> effects =
                bench.on(new BroadcastEvent.Beat(Records.beat(record, own, 1, 0)));
        assertEquals(List.of(A), sentTo(effects));
        assertEquals(1, Bench.sent(Heartbeat.class, effects).getFirst().hops());
    }

    @Test
    void the_interval_grows_with_the_network() {
        assertEquals(Duration.ofSeconds(30), Cadence.heartbeat(1));
        assertEquals(Duration.ofSeconds(30), Cadence.heartbeat(300));
        assertEquals(Duration.ofSeconds(98), Cadence.heartbeat(1_000));
        assertEquals(Duration.ofSeconds(100), Cadence.heartbeat(10_000));
        assertEquals(Duration.ofSeconds(611), Cadence.heartbeat(100_000));
        assertEquals(Duration.ofMinutes(5), Cadence.announcement(1_000));
        assertEquals(Duration.ofSeconds(1_875), Cadence.announcement(10_000));
    }

    @Test
    void a_search_asks_the_preferred_then_others_then_gives_up() {
        var bench = new Bench(A, B, C);
        SignedRecord.Key key = Records.announcement(FAR).key();
        List<BroadcastEffect> asked = bench.on(new BroadcastEvent.Seek(key, Optional.of(B)));
        long nonce = Bench.sent(Lookup.class, asked).getFirst().nonce();
        assertEquals(List.of(send(B, new Lookup(nonce, 6, key))), asked);
        assertEquals(List.of(), bench.on(new BroadcastEvent.Seek(key, Optional.of(A))));
        List<BroadcastEffect> wider = bench.after(2_000);
        assertEquals(2, Bench.sent(Lookup.class, wider).size());
        assertEquals(List.of(new BroadcastEffect.NotFound(key)), bench.after(3_000));
    }

    @Test
    void an_answer_counts_once_it_is_verified() {
        var bench = new Bench(A, B, C);
        SignedRecord record = Records.announcement(FAR);
        var asked = bench.on(new BroadcastEvent.Seek(record.key(), Optional.empty()));
        long nonce = Bench.sent(Lookup.class, asked).getFirst().nonce();
        assertEquals(List.of(), bench.heard(A, new Found(nonce + 1, record)), "unasked");
        List<BroadcastEffect> verify = bench.heard(A, new Found(nonce, record));
        assertEquals(List.of(new BroadcastEffect.Verify(1, A, record)), verify);
        List<BroadcastEffect> effects = bench.verified(verify, true);
        assertEquals(new BroadcastEffect.Deliver(record, A), effects.getFirst());
        assertEquals(new BroadcastEffect.Found(record), effects.getLast());
        assertEquals(List.of(), Bench.only(BroadcastEffect.Send.class, effects));
    }

    @Test
    void a_question_walks_on_and_its_answer_walks_back() {
        var bench = new Bench(A, B);
        SignedRecord record = Records.announcement(FAR);
        assertEquals(
                List.of(send(B, new Lookup(7, 5, record.key()))),
                bench.heard(A, new Lookup(7, 200, record.key())),
                "with the hops that we allow");
        assertEquals(List.of(), bench.heard(A, new Lookup(8, 1, record.key())), "its end");
        List<BroadcastEffect> effects = bench.verified(bench.heard(B, new Found(7, record)), true);
        assertEquals(send(A, new Found(7, record)), effects.getLast());
        assertEquals(
                List.of(send(B, new Found(9, record))),
                bench.heard(B, new Lookup(9, 6, record.key())),
                "and from now on we know it");
    }

    @Test
    void what_is_known_is_found_at_once() {
        var bench = new Bench(A);
        SignedRecord record = Records.announcement(FAR);
        assertEquals(List.of(), bench.on(new BroadcastEvent.Known(record)));
        assertEquals(
                List.of(new BroadcastEffect.Found(record)),
                bench.on(new BroadcastEvent.Seek(record.key(), Optional.of(A))));
    }

    @Test
    void a_key_is_of_one_kind() {
        var bench = new Bench(A, B);
        bench.on(new BroadcastEvent.Known(Records.announcement(FAR)));
        var key = new SignedRecord.Key(RecordKind.CHAIN, FAR);
        assertEquals(
                1,
                Bench.sent(Lookup.class, bench.on(new BroadcastEvent.Seek(key, Optional.of(A))))
                        .size());
    }

    private static BroadcastSettings.Quotas noHashes() {
        var q = BroadcastSettings.Quotas.usual();
        return new BroadcastSettings.Quotas(
                q.originPerSecond(),
                q.originBurst(),
                q.originBytesPerSecond(),
                q.originBytesBurst(),
                q.unverifiedPerSecond(),
                q.unverifiedBurst(),
                q.bytesPerSecond(),
                q.bytesBurst(),
                q.strangersPerSecond(),
                q.strangersBurst(),
                q.settledAfter(),
                q.verifyingPerLink(),
                q.verifyingTotal(),
                q.iHaveFrames(),
                q.iHaveIds(),
                q.controlPerSecond(),
                q.grafts(),
                q.graftWindow(),
                q.resends(),
                q.answerBurst(),
                q.answerPerByte(),
                0,
                0,
                q.freeGap(),
                q.nuisancePerSecond(),
                q.nuisanceBurst());
    }

    private Heartbeat beat(int slot, int hops) {
        return Records.beat(chain, secret, slot, hops);
    }

    private static List<?> sentTo(List<BroadcastEffect> effects) {
        return Bench.only(BroadcastEffect.Send.class, effects).stream()
                .map(BroadcastEffect.Send::to)
                .toList();
    }
}
