// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.broadcast;

import dev.x0x.identity.MachineId;

/** What a peer has earned (MESH.md §8.4, rows 45 and 46). Purely local, never shared. */
final class Standing {
    private static final long GONE = -1;

    final MachineId peer;

    /** Bytes that we may still send on request. */
    TokenBucket answers;

    private final BroadcastSettings.Scoring weights;
    private long since = GONE;
    private long goneAt;
    private long decayedAt;
    private double first;
    private double invalid;
    private double misbehaved;
    private double last;
    private boolean prune;
    private boolean introducer;
    private boolean cutOff;

    Standing(MachineId peer, BroadcastSettings.Scoring weights, long now) {
        this.peer = peer;
        this.weights = weights;
        this.decayedAt = now;
        this.goneAt = now;
    }

    void connected(long now) {
        since = now;
        prune = false;
        introducer = false;
        cutOff = false;
    }

    void gone(long now) {
        since = GONE;
        goneAt = now;
    }

    boolean over(long now) {
        return since == GONE && now - goneAt > weights.retained();
    }

    void delivered(long now) {
        decay(now);
        first = Math.min(weights.firstCap(), first + 1);
    }

    void invalid(long now) {
        decay(now);
        invalid++;
    }

    void misbehaved(double amount, long now) {
        decay(now);
        misbehaved += amount;
    }

    double score(long now) {
        decay(now);
        double seconds = since == GONE ? 0 : Math.min(weights.timeCap(), (now - since) / 1_000.0);
        last =
                weights.time() * seconds
                        + weights.first() * first
                        + weights.invalid() * invalid * invalid
                        + weights.misbehaved() * misbehaved * misbehaved;
        return last;
    }

    /** As of the last time it was asked for with a time. */
    double lastScore() {
        return last;
    }

    /** Says what has changed in the consequences. */
    void judge(Turn turn, String why) {
        double score = score(turn.now);
        boolean nowPrune = score < 0;
        boolean nowIntroducer = score > weights.introducer();
        if (nowPrune != prune || nowIntroducer != introducer) {
            prune = nowPrune;
            introducer = nowIntroducer;
            turn.add(new BroadcastEffect.Scored(peer, score, prune, introducer));
        }
        if (score < weights.cutOff() && !cutOff) {
            cutOff = true;
            turn.add(new BroadcastEffect.CutOff(peer, why));
        }
    }

    boolean negative() {
        return prune;
    }

    boolean beyondThePale() {
        return cutOff;
    }

    /** Whole seconds at a time: repeated multiplication gives the same on every machine. */
    private void decay(long now) {
        long seconds = (now - decayedAt) / 1_000;
        if (seconds <= 0) {
            return;
        }
        decayedAt += seconds * 1_000;
        double factor = 1;
        for (long i = 0; i < seconds && factor > 1e-12; i++) {
            factor *= weights.decay();
        }
        first = settle(first * factor);
        invalid = settle(invalid * factor);
        misbehaved = settle(misbehaved * factor);
    }

    /** gossipsub's decayToZero: what no longer matters is nothing, so that a score can heal. */
    private static double settle(double counter) {
        return counter < 0.01 ? 0 : counter;
    }
}
