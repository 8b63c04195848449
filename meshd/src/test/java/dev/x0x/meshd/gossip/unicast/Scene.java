// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.unicast;

import dev.x0x.identity.MachineId;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** One machine under test, its clock and the frames around it. */
final class Scene {
    static final long WALL = 1_800_000_000_000L;
    static final MachineId SELF = machine(0);

    final Unicast unicast;
    private long uptimeMs;

    private Duration wake;

    Scene() {
        this(UnicastSettings.usual());
    }

    Scene(UnicastSettings settings) {
        unicast = new Unicast(SELF, settings, new SplittableRandom(7));
    }

    static MachineId machine(int number) {
        return MachineId.of(ByteBuffer.allocate(32).putInt(28, number).array());
    }

    /** A frame of this number, from one machine to another, 30 s to live. */
    static CarrierHead head(int number, int origin, int destination, int hopLimit, int bytes) {
        return new CarrierHead(
                1,
                number,
                number,
                true,
                machine(destination),
                machine(origin),
                hopLimit,
                WALL,
                WALL + 30_000,
                0,
                number,
                bytes);
    }

    static CarrierHead head(int number, int origin, int destination) {
        return head(number, origin, destination, origin == 0 ? 40 : 39, 1_000);
    }

    static byte[] frame(CarrierHead head) {
        return new byte[] {(byte) head.hashLow()};
    }

    /** Effects in order as words, without {@code WakeAt}: frames by content, machines by number. */
    List<String> on(UnicastEvent event) {
        List<UnicastEffect> all = unicast.on(event, Duration.ofMillis(uptimeMs), WALL + uptimeMs);
        List<UnicastEffect> last = new ArrayList<>();
        for (UnicastEffect effect : all) {
            if (effect instanceof UnicastEffect.WakeAt(Duration at)) {
                wake = at;
            } else {
                last.add(effect);
            }
        }
        return words(last);
    }

    /** The last time asked for. */
    Duration wake() {
        return wake;
    }

    Scene links(int... peers) {
        for (int peer : peers) {
            on(new UnicastEvent.LinkUp(machine(peer)));
            on(new UnicastEvent.Neighbour(machine(peer), true));
        }
        return this;
    }

    /** The destination's sign of life came first over the first of these links, then the others. */
    Scene route(int destination, long freshness, int... via) {
        for (int i = 0; i < via.length; i++) {
            on(
                    new UnicastEvent.Alive(
                            machine(destination), machine(via[i]), i == 0, freshness, i + 2));
        }
        return this;
    }

    List<String> arrives(int from, CarrierHead head) {
        return on(new UnicastEvent.Arrived(machine(from), head, frame(head), new byte[0]));
    }

    List<String> posts(CarrierHead head, int attempt) {
        return on(new UnicastEvent.Post(head, frame(head), attempt));
    }

    /** The peer took custody of this frame. */
    List<String> custody(int from, CarrierHead of) {
        return on(custodyAck(machine(from), SELF, of));
    }

    static UnicastEvent.Arrived custodyAck(MachineId from, MachineId to, CarrierHead of) {
        CarrierHead head =
                new CarrierHead(
                        3,
                        ~of.hashHigh(),
                        of.hashLow(),
                        true,
                        to,
                        from,
                        1,
                        of.createdMs(),
                        of.expiresMs(),
                        of.messageHigh(),
                        of.messageLow(),
                        137);
        byte[] body = ByteBuffer.allocate(16).putLong(of.hashHigh()).putLong(of.hashLow()).array();
        return new UnicastEvent.Arrived(from, head, new byte[0], body);
    }

    List<String> after(long ms) {
        uptimeMs += ms;
        return on(new UnicastEvent.Wake());
    }

    Scene later(long ms) {
        uptimeMs += ms;
        return this;
    }

    private static List<String> words(List<UnicastEffect> effects) {
        return effects.stream().map(Scene::word).toList();
    }

    private static String word(UnicastEffect effect) {
        return switch (effect) {
            case UnicastEffect.Forward(var to, var head, var frame, int hopLimit) ->
                    "forward "
                            + number(to)
                            + " "
                            + head.hashLow()
                            + " "
                            + frame[0]
                            + " "
                            + hopLimit;
            case UnicastEffect.Custody(var to, var of) ->
                    "custody " + number(to) + " " + of.hashLow();
            case UnicastEffect.Deliver(var via, var head, var frame) ->
                    "deliver " + number(via) + " " + head.hashLow() + " " + frame[0];
            case UnicastEffect.Stuck(var head, String why) -> "stuck " + head.hashLow() + " " + why;
            case UnicastEffect.Dropped(var from, String why) ->
                    "dropped " + number(from) + " " + why;
            case UnicastEffect.Misbehaved(var peer, String what) ->
                    "misbehaved " + number(peer) + " " + what;
            case UnicastEffect.WakeAt(Duration at) -> "wake " + at;
        };
    }

    /** The learned next hops by number. */
    List<Integer> hops(int destination) {
        return unicast.nextHops(machine(destination)).orElseThrow().learned().stream()
                .map(hop -> number(hop.peer()))
                .toList();
    }

    static int number(MachineId machine) {
        return ByteBuffer.wrap(machine.bytes()).getInt(28);
    }
}
