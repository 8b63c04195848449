// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.sim;

import dev.x0x.meshd.gossip.Event;
import dev.x0x.meshd.gossip.unicast.CarrierHead;

import java.util.HashMap;
import java.util.Map;

/** Sends messages to one machine each and follows their copies. */
final class UnicastMeter implements Watcher {
    /** Of DECISIONS A1: a retransmission after 4 s if no answer came, one and no more. */
    private static final long RETRY_AFTER = 4 * NetworkSettings.SECOND;

    private static final int HOP_LIMIT = 40; // MESH.md row 28
    private static final int BYTES = 6_000; // an exec request of a few hundred bytes, sealed
    private static final byte[] FRAME = {};

    /** One message with all its copies. */
    static final class Journey {
        final Host from;
        final Host to;
        final long sentAt;

        /** Links from one end to the other when it was sent, by the shortest way there was. */
        final int shortest;

        long arrivedAt = -1;
        int hops;
        int transmissions;
        int attempts;
        private final Map<Host, Integer> depth = new HashMap<>();

        Journey(Host from, Host to, long sentAt, int shortest) {
            this.from = from;
            this.to = to;
            this.sentAt = sentAt;
            this.shortest = shortest;
            depth.put(from, 0);
        }

        boolean arrivedWithin(long time) {
            return arrivedAt >= 0 && arrivedAt - sentAt <= time;
        }
    }

    private final Simulation sim;
    private final Map<Long, Journey> journeys = new HashMap<>();
    private long count;

    UnicastMeter(Simulation sim) {
        this.sim = sim;
        sim.watchers.add(this);
    }

    /** Posts a message now, and once more if it has not arrived after 4 s. */
    Journey send(Host from, Host to, int shortest) {
        Journey journey = new Journey(from, to, sim.now(), shortest);
        long message = EventHash.mix(++count);
        journeys.put(message, journey);
        post(journey, message);
        sim.at(
                sim.now() + RETRY_AFTER,
                () -> {
                    if (journey.arrivedAt < 0) {
                        sim.deliver(from, new Event.Acknowledged(to.id, false));
                        post(journey, message);
                    }
                });
        return journey;
    }

    private void post(Journey journey, long message) {
        long now = sim.wallMs(journey.from);
        long copy = message + journey.attempts;
        CarrierHead head =
                new CarrierHead(
                        1,
                        EventHash.mix(copy),
                        EventHash.mix(~copy),
                        true,
                        journey.to.id,
                        journey.from.id,
                        HOP_LIMIT,
                        now,
                        now + 60_000,
                        message,
                        ~message,
                        BYTES);
        sim.deliver(journey.from, new Event.Post(head, FRAME, journey.attempts++));
    }

    @Override
    public void forwarded(Host from, Host to, CarrierHead head) {
        Journey journey = journeys.get(head.messageHigh());
        if (journey != null) {
            journey.transmissions++;
            int depth = journey.depth.getOrDefault(from, 0) + 1;
            journey.depth.merge(to, depth, Math::min);
        }
    }

    @Override
    public void arrived(Host at, CarrierHead head, byte[] frame) {
        Journey journey = journeys.get(head.messageHigh());
        if (journey != null && journey.arrivedAt < 0) {
            journey.arrivedAt = sim.now();
            journey.hops = journey.depth.getOrDefault(at, 0);
            sim.later(sim.now(), journey.from, new Event.Acknowledged(at.id, true));
        }
    }
}
