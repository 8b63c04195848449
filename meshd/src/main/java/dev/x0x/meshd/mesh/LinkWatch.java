// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.mesh;

import dev.x0x.identity.MachineId;
import dev.x0x.meshd.gossip.Event;
import dev.x0x.meshd.link.Link;
import dev.x0x.meshd.link.LinkView;
import dev.x0x.meshd.link.Links;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What changed on links since the last look: round trips and suspicions. */
final class LinkWatch {
    private record Seen(Link link, Duration rtt, boolean suspect) {}

    private final Links links;
    private final Map<MachineId, Seen> seen = new HashMap<>();

    LinkWatch(Links links) {
        this.links = links;
    }

    /** False if this very link was told before. */
    boolean up(Link link) {
        Seen before = seen.put(link.peer(), new Seen(link, Duration.ZERO, false));
        return before == null || before.link() != link;
    }

    boolean isUp(MachineId peer) {
        return seen.containsKey(peer);
    }

    /** False if it is not the link that is in use. */
    boolean down(Link link) {
        Seen before = seen.get(link.peer());
        return before != null && before.link() == link && seen.remove(link.peer(), before);
    }

    /** Only of links whose {@link #up} was told; the others come later. */
    List<Event> changes() {
        List<Event> changes = new ArrayList<>();
        for (LinkView view : links.views()) {
            Seen before = seen.get(view.peer());
            if (before == null) {
                continue;
            }
            Duration rtt = moved(before.rtt(), view.rtt()) ? view.rtt() : before.rtt();
            if (!rtt.equals(before.rtt())) {
                changes.add(new Event.LinkMeasured(view.peer(), rtt));
            }
            if (view.suspect() != before.suspect()) {
                changes.add(new Event.LinkSuspect(view.peer(), view.suspect()));
            }
            seen.put(view.peer(), new Seen(before.link(), rtt, view.suspect()));
        }
        return changes;
    }

    /** By more than a fifth: smaller changes move no timer. */
    private static boolean moved(Duration from, Duration to) {
        return from.minus(to).abs().multipliedBy(5).compareTo(from) > 0;
    }
}
