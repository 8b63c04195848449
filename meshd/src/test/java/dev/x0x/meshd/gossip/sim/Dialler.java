// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.sim;

import dev.x0x.identity.Endpoint;
import dev.x0x.meshd.gossip.Event;
import dev.x0x.meshd.gossip.membership.Target;

import java.time.Duration;
import java.util.List;

/** Opens links: two and a half round trips with handshake and Hello, where the target can be. */
final class Dialler {
    private final Simulation sim;

    Dialler(Simulation sim) {
        this.sim = sim;
    }

    void dial(Host from, Target target) {
        sim.traffic.dials++;
        Host to = resolve(target);
        long start = sim.now();
        if (to == null || to == from || !reachable(from, to)) {
            fail(from, target, start + sim.net.dialTimeout());
            return;
        }
        long rtt = 2 * sim.latency(from, to);
        if (target instanceof Target.Machine machine && !machine.hint().machine().equals(to.id)) {
            fail(from, target, start + rtt * 3 / 2); // the handshake shows another id
            return;
        }
        int life = from.life;
        int peerLife = to.life;
        sim.at(
                start + rtt * 5 / 2,
                () -> {
                    if (from.life != life || !from.up()) {
                        return;
                    }
                    if (to.life != peerLife || !reachable(from, to)) {
                        fail(from, target, start + sim.net.dialTimeout());
                        return;
                    }
                    join(from, to);
                });
    }

    private Host resolve(Target target) {
        return switch (target) {
            case Target.Address address -> sim.hostAt(address.at());
            case Target.Machine machine -> {
                Host any = null;
                for (Endpoint each : machine.hint().addresses()) {
                    Host at = sim.hostAt(each);
                    if (at != null && at.id.equals(machine.hint().machine())) {
                        yield at;
                    }
                    any = any == null ? at : any;
                }
                yield any;
            }
        };
    }

    private static boolean reachable(Host from, Host to) {
        return to.up() && to.reach == Reach.PUBLIC && to.side == from.side;
    }

    private void fail(Host from, Target target, long when) {
        sim.traffic.dialsFailed++;
        sim.later(when, from, new Event.DialFailed(target));
    }

    private void join(Host from, Host to) {
        SimLink old = from.links.get(to.id);
        SimLink known = to.links.get(from.id);
        if (old != null && old == known && !old.silent) {
            settle(old, from, to);
            return;
        }
        // What is left of a link of an earlier life ends with the new one.
        if (old != null) {
            drop(old, from);
        }
        if (known != null) {
            drop(known, to);
        }
        SimLink link = new SimLink(from, to, sim.latency(from, to));
        from.links.put(to.id, link);
        to.links.put(from.id, link);
        hello(from, to);
        hello(to, from);
        tell(from, to, true);
        tell(to, from, false);
        Duration rtt = Duration.ofNanos(2_000 * link.latency);
        sim.later(sim.now(), from, new Event.LinkMeasured(to.id, rtt));
        sim.later(sim.now(), to, new Event.LinkMeasured(from.id, rtt));
    }

    private void drop(SimLink link, Host host) {
        int end = link.endOf(host);
        link.open[end] = false;
        Host peer = link.peerOf(host);
        host.links.remove(peer.id, link);
        sim.deliver(host, new Event.LinkDown(peer.id));
    }

    /** Two links of one pair: the one dialled by the smaller id stays (DECISIONS A8). */
    private void settle(SimLink link, Host from, Host to) {
        boolean wins = link.end[link.dialler] != from && from.id.compareTo(to.id) < 0;
        if (wins) {
            link.dialler = link.endOf(from);
            tell(to, from, false);
        }
        tell(from, to, link.end[link.dialler] == from);
    }

    private void tell(Host host, Host peer, boolean dialled) {
        sim.later(
                sim.now(),
                host,
                new Event.LinkUp(peer.hint, peer.endpoint, dialled, List.copyOf(peer.hello)));
    }

    private void hello(Host from, Host to) {
        int bytes = FrameSize.LINK_FRAMING + 160;
        for (var each : from.hello) {
            bytes += each.bytes().length;
        }
        sim.traffic.add(from, to, FrameName.HELLO, bytes);
    }
}
