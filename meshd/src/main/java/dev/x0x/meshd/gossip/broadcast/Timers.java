// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.broadcast;

import java.time.Duration;
import java.util.PriorityQueue;
import java.util.function.Consumer;

/** What is to happen later, in the order of time and of asking. */
final class Timers {
    private record Timer(long at, long order, Consumer<Turn> what) implements Comparable<Timer> {
        @Override
        public int compareTo(Timer other) {
            int byTime = Long.compare(at, other.at);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }
    }

    private final PriorityQueue<Timer> queue = new PriorityQueue<>();
    private long order;
    private long promised = Long.MAX_VALUE;

    void at(long when, Consumer<Turn> what) {
        queue.add(new Timer(when, order++, what));
    }

    /** Does what is due. */
    void run(Turn turn) {
        if (promised <= turn.now) {
            promised = Long.MAX_VALUE;
        }
        while (!queue.isEmpty() && queue.peek().at <= turn.now) {
            queue.poll().what.accept(turn);
        }
    }

    /** Asks to be woken, unless that was done for a time that is early enough. */
    void arm(Turn turn) {
        if (!queue.isEmpty() && queue.peek().at < promised) {
            promised = queue.peek().at;
            turn.add(new BroadcastEffect.WakeAt(Duration.ofMillis(promised)));
        }
    }

    int size() {
        return queue.size();
    }
}
