// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.sim;

import static dev.x0x.meshd.gossip.sim.NetworkSettings.MS;
import static dev.x0x.meshd.gossip.sim.NetworkSettings.SECOND;

import dev.x0x.meshd.gossip.Event;
import dev.x0x.meshd.gossip.unicast.CarrierHead;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Messages that are acknowledged end to end and sent again until they are, as the daemon's mail
 * does it: after 200 ms or three round trips, then after twice as long each time, and then in up to
 * three copies, each by another way.
 */
final class Correspondence implements Watcher {
    /** Where no round trip is known; three times the daemon's guess. */
    private static final long FIRST_WAIT = 900 * MS;

    private static final long LAST_WAIT = 5 * SECOND;
    private static final int MOST_COPIES = 3;
    private static final long LIFE_MS = 120_000;
    private static final int ENVELOPE = 1;
    private static final int ACK_BYTES = 12_000; // an envelope carries two signatures and keys
    private static final int HOPS = 40;
    private static final byte[] BODY = {};

    /** One message. Times in microseconds since it was sent first, or -1. */
    static final class Letter {
        final Host from;
        final Host to;
        final long number;
        final int bytes;
        final long sentAt;
        long arrivedAt = -1;
        long acknowledgedAt = -1;
        int copies;
        int repeats;
        int acks;

        Letter(Host from, Host to, long number, int bytes, long sentAt) {
            this.from = from;
            this.to = to;
            this.number = number;
            this.bytes = bytes;
            this.sentAt = sentAt;
        }
    }

    private final Simulation sim;
    private final Map<Long, Letter> byId = new HashMap<>();
    private final Set<Long> acks = new HashSet<>();
    private final List<Letter> letters = new ArrayList<>();
    private long copies;

    Correspondence(Simulation sim) {
        this.sim = sim;
        sim.watchers.add(this);
    }

    /** Sends a message and follows it. */
    Letter send(Host from, Host to, int bytes) {
        Letter letter = new Letter(from, to, letters.size() + 1L, bytes, sim.now());
        letters.add(letter);
        byId.put(EventHash.mix(letter.number), letter);
        post(letter, FIRST_WAIT);
        return letter;
    }

    private void post(Letter letter, long wait) {
        if (letter.acknowledgedAt >= 0 || sim.now() - letter.sentAt > LIFE_MS * MS) {
            return;
        }
        if (letter.copies > 0) {
            sim.deliver(letter.from, new Event.Acknowledged(letter.to.id, false));
        }
        long message = EventHash.mix(letter.number);
        for (int i = 0; i < Math.min(MOST_COPIES, 1 + letter.repeats); i++) {
            CarrierHead head = head(letter.from, letter.to, message, letter.bytes);
            sim.deliver(letter.from, new Event.Post(head, BODY, letter.copies++));
        }
        letter.repeats++;
        sim.at(sim.now() + wait, () -> post(letter, Math.min(LAST_WAIT, 2 * wait)));
    }

    private CarrierHead head(Host from, Host to, long message, int bytes) {
        long copy = EventHash.mix(~++copies);
        long now = sim.wallMs(from);
        return new CarrierHead(
                ENVELOPE,
                copy,
                EventHash.mix(copy),
                true,
                to.id,
                from.id,
                HOPS,
                now,
                now + LIFE_MS,
                message,
                EventHash.mix(message),
                bytes);
    }

    @Override
    public void arrived(Host at, CarrierHead head, byte[] frame) {
        Letter letter = byId.get(head.messageHigh());
        if (letter != null && at == letter.to) {
            if (letter.arrivedAt < 0) {
                letter.arrivedAt = sim.now() - letter.sentAt;
            }
            long answer = EventHash.mix(~letter.number);
            acks.add(answer);
            byId.put(answer, letter);
            int attempt = letter.acks++;
            // not from inside of an event: the node is still handling it
            sim.at(
                    sim.now(),
                    () ->
                            sim.deliver(
                                    at,
                                    new Event.Post(
                                            head(at, letter.from, answer, ACK_BYTES),
                                            BODY,
                                            attempt)));
        } else if (letter != null
                && acks.contains(head.messageHigh())
                && at == letter.from
                && letter.acknowledgedAt < 0) {
            letter.acknowledgedAt = sim.now() - letter.sentAt;
            sim.at(sim.now(), () -> sim.deliver(at, new Event.Acknowledged(letter.to.id, true)));
        }
    }
}
