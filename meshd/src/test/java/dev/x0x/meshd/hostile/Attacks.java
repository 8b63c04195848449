// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.hostile;

import com.fasterxml.jackson.databind.JsonNode;

import dev.x0x.meshd.gossip.wire.MembershipFrame;
import dev.x0x.meshd.gossip.wire.OverlayCodec;
import dev.x0x.meshd.link.FramePriority;
import dev.x0x.meshd.link.Link;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;

/** Attacks that go on while the test looks: each has a thread and a name. */
final class Attacks {
    private final Map<String, Attack> all = new HashMap<>();

    /** One of them. */
    private static final class Attack {
        final AtomicInteger said = new AtomicInteger();
        final AtomicBoolean stop = new AtomicBoolean();
        volatile boolean over;
    }

    /**
     * Says up to {@code times} frames, as fast as the link takes them or {@code every} so many
     * milliseconds, until the link is gone.
     */
    void begin(JsonNode line, Machine by, Desk.Victim to, IntFunction<byte[]> frames) {
        Attack attack = new Attack();
        all.put(line.get("as").asText(), attack);
        int times = line.path("times").asInt(Integer.MAX_VALUE);
        long pause = line.path("every").asLong() * 1_000_000;
        Thread.ofPlatform()
                .daemon()
                .name("attack")
                .start(() -> run(attack, by, to, frames, times, pause));
    }

    private static void run(
            Attack attack,
            Machine by,
            Desk.Victim to,
            IntFunction<byte[]> frames,
            int times,
            long pause) {
        try {
            for (int i = 0; i < times && !attack.stop.get(); i++) {
                byte[] frame = frames.apply(i);
                while (!attack.stop.get()) {
                    Optional<Link> link = by.to(to.self().machine());
                    if (link.isEmpty()) {
                        return;
                    }
                    if (link.get().send(FramePriority.EXEC, frame)) {
                        attack.said.incrementAndGet();
                        break;
                    }
                    LockSupport.parkNanos(200_000);
                }
                if (pause > 0) {
                    LockSupport.parkNanos(pause);
                }
            }
        } finally {
            attack.over = true;
        }
    }

    /** How many frames it has said. */
    int said(String name) {
        return all.get(name).said.get();
    }

    boolean over(String name) {
        return all.get(name).over;
    }

    void stop(String name) {
        all.get(name).stop.set(true);
    }

    /** What an honest newcomer without neighbours says first. */
    static void asNeighbour(Link link) {
        link.send(FramePriority.CONTROL, OverlayCodec.encode(new MembershipFrame.Neighbour(true)));
    }
}
