// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.broadcast;

import dev.x0x.identity.MachineId;
import dev.x0x.meshd.gossip.wire.BroadcastFrame;
import dev.x0x.meshd.gossip.wire.SignedRecord;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** One machine on the bench, with a clock that the test moves. */
final class Bench {
    static final MachineId SELF = Records.machine(1);
    static final MachineId A = Records.machine(2);
    static final MachineId B = Records.machine(3);
    static final MachineId C = Records.machine(4);
    static final MachineId D = Records.machine(5);
    static final MachineId FAR = Records.machine(99);

    final Broadcast machine;
    long now;
    long wakeAt = Long.MAX_VALUE;

    Bench(MachineId... neighbours) {
        this(punctual(), neighbours);
    }

    Bench(BroadcastSettings settings, MachineId... neighbours) {
        machine = new Broadcast(SELF, settings, new Random(1));
        for (MachineId peer : neighbours) {
            on(new BroadcastEvent.NeighbourUp(peer));
        }
    }

    /** As usual, but T1 is T1. */
    private static BroadcastSettings punctual() {
        var usual = BroadcastSettings.usual();
        return usual.with(usual.tree().withTimers(1_000, 0, 500));
    }

    /** What an event leads to, without the wish to be woken. */
    List<BroadcastEffect> on(BroadcastEvent event) {
        var effects =
                new ArrayList<>(machine.on(event, Duration.ofMillis(now), Records.WALL + now));
        effects.removeIf(
                effect -> {
                    if (effect instanceof BroadcastEffect.WakeAt(var at)) {
                        wakeAt = at.toMillis();
                        return true;
                    }
                    return false;
                });
        return effects;
    }

    List<BroadcastEffect> heard(MachineId from, BroadcastFrame frame) {
        int bytes = frame instanceof BroadcastFrame.Gossip ? 6 << 10 : 100;
        return on(new BroadcastEvent.Heard(from, frame, bytes));
    }

    List<BroadcastEffect> gossip(MachineId from, int hops, SignedRecord record) {
        return heard(from, new BroadcastFrame.Gossip(hops, record));
    }

    /** Verifies what is asked for and gives what follows. */
    List<BroadcastEffect> verified(List<BroadcastEffect> asked, boolean genuine) {
        var effects = new ArrayList<BroadcastEffect>();
        for (BroadcastEffect effect : asked) {
            if (effect instanceof BroadcastEffect.Verify(long ticket, _, _)) {
                effects.addAll(on(new BroadcastEvent.Verified(ticket, genuine)));
            }
        }
        return effects;
    }

    /** A genuine record heard and verified. */
    List<BroadcastEffect> accepted(MachineId from, int hops, SignedRecord record) {
        return verified(gossip(from, hops, record), true);
    }

    /** Lets time pass, waking the machine as it wishes. */
    List<BroadcastEffect> after(long ms) {
        long end = now + ms;
        var effects = new ArrayList<BroadcastEffect>();
        while (wakeAt <= end) {
            now = Math.max(now, wakeAt);
            wakeAt = Long.MAX_VALUE;
            effects.addAll(on(new BroadcastEvent.Wake()));
        }
        now = end;
        return effects;
    }

    BroadcastView.LinkView link(MachineId peer) {
        return machine.view().links().stream()
                .filter(link -> link.peer().equals(peer))
                .findFirst()
                .orElseThrow();
    }

    double score(MachineId peer) {
        after(0);
        return link(peer).score();
    }

    static BroadcastEffect.Send send(MachineId to, BroadcastFrame frame) {
        return new BroadcastEffect.Send(to, frame);
    }

    static <T> List<T> only(Class<T> type, List<BroadcastEffect> effects) {
        return effects.stream().filter(type::isInstance).map(type::cast).toList();
    }

    /** The frames of this kind among what is sent. */
    static <T extends BroadcastFrame> List<T> sent(Class<T> type, List<BroadcastEffect> effects) {
        return only(BroadcastEffect.Send.class, effects).stream()
                .map(BroadcastEffect.Send::frame)
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }
}
