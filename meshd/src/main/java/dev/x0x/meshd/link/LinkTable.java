// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.link;

import dev.x0x.identity.MachineId;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.LongAdder;

/**
 * Who is linked with us, and the only caller of the listener. Changed on the event loop alone; read
 * by any thread.
 */
final class LinkTable {
    /** Refusals an operator can look at. */
    private static final int MOST_REFUSED = 16;

    private static final Logger LOG = LoggerFactory.getLogger(LinkTable.class);

    private final MachineId self;
    private final LinkListener listener;
    private final Executor loop;
    private final InstantSource clock;
    private final Map<MachineId, PeerLink> links = new ConcurrentHashMap<>();
    private final Set<Connection> open = ConcurrentHashMap.newKeySet();
    private final Map<Connection, PeerLink> carried = new ConcurrentHashMap<>();
    private final List<Watcher> watchers = new ArrayList<>();
    private Optional<Runnable> whenEmpty = Optional.empty();
    private final LongAdder dialled = new LongAdder();
    private final LongAdder accepted = new LongAdder();
    private final LongAdder sendsRefused = new LongAdder();
    private final Map<DownCause, LongAdder> refused = new ConcurrentHashMap<>();
    private final ArrayDeque<LinkCounters.Refused> lastRefused = new ArrayDeque<>();
    private final Map<DownCause, LongAdder> down = new ConcurrentHashMap<>();

    /** Hears of every connection's way. On the event loop. */
    interface Watcher {
        void began(Connection connection);

        void up(Connection connection, PeerLink link);

        /** Gone, whether it ever was up or not. */
        void gone(Connection connection, Connection.Ending ending);
    }

    LinkTable(MachineId self, LinkListener listener, Executor loop, InstantSource clock) {
        this.self = self;
        this.listener = listener;
        this.loop = loop;
        this.clock = clock;
    }

    void watch(Watcher watcher) {
        watchers.add(watcher);
    }

    void began(Connection connection) {
        open.add(connection);
        watchers.forEach(each -> each.began(connection));
        if (whenEmpty.isPresent()) {
            connection.close(DownCause.STOPPING, "daemon stopping");
        }
    }

    /** A connection is up; answers the link that it now carries. */
    PeerLink admitted(Connection connection) {
        PeerLink known = links.get(connection.peer());
        if (known != null) {
            int newer =
                    Long.compareUnsigned(connection.hello().bootEpoch(), known.hello().bootEpoch());
            if (newer > 0) {
                known.closeAll(DownCause.PEER_RESTARTED, "you restarted");
                known = null;
            } else if (newer < 0) {
                // An earlier life of the peer, late: carried for a moment so that its end is
                // booked like any other, never used.
                carried.put(connection, known);
                connection.close(DownCause.SUPERSEDED, "a later start of you is linked");
                return known;
            }
        }
        PeerLink link = known;
        if (link == null) {
            link = new PeerLink(connection, self, this, loop, clock.instant());
            carried.put(connection, link);
            links.put(link.peer(), link);
            (connection.weDialled() ? dialled : accepted).increment();
            LOG.debug("{} is up", link);
            PeerLink up = link;
            tell(() -> listener.up(up));
        } else {
            carried.put(connection, link);
            link.join(connection);
        }
        PeerLink carrying = link;
        watchers.forEach(each -> each.up(connection, carrying));
        return link;
    }

    void ended(Connection connection, boolean wasUp, Connection.Ending ending) {
        PeerLink link = carried.remove(connection);
        if (!wasUp) {
            LOG.debug("a connection was refused: {} ({})", ending.cause(), ending.why());
            refused.computeIfAbsent(ending.cause(), any -> new LongAdder()).increment();
            remember(connection, ending);
        } else if (link != null && link.lost(connection)) {
            links.remove(link.peer(), link);
            LOG.debug("{} is down: {} ({})", link, ending.cause(), ending.why());
            down.computeIfAbsent(ending.cause(), any -> new LongAdder()).increment();
            tell(() -> listener.down(link, ending.cause()));
        }
        watchers.forEach(each -> each.gone(connection, ending));
    }

    private void remember(Connection connection, Connection.Ending ending) {
        synchronized (lastRefused) {
            if (lastRefused.size() == MOST_REFUSED) {
                lastRefused.remove();
            }
            lastRefused.add(
                    new LinkCounters.Refused(
                            clock.instant(),
                            connection.remote(),
                            connection.weDialled(),
                            connection.proven(),
                            ending.cause(),
                            ending.why()));
        }
    }

    /** Its goodbye has left, if it had one. */
    void closed(Connection connection) {
        open.remove(connection);
        leaveIfEmpty();
    }

    /** Says goodbye on every connection, and runs {@code gone} once the last one has ended. */
    void stop(Duration deadline, Runnable gone) {
        whenEmpty = Optional.of(gone);
        List<Connection> all = List.copyOf(open);
        all.stream()
                .filter(each -> !each.isUp())
                .forEach(each -> each.close(DownCause.STOPPING, "daemon stopping"));
        List.copyOf(links.values()).forEach(each -> each.stop(deadline));
        leaveIfEmpty();
    }

    private void leaveIfEmpty() {
        if (open.isEmpty()) {
            whenEmpty.ifPresent(Runnable::run);
        }
    }

    void received(PeerLink link, byte[] frame) {
        tell(() -> listener.frame(link, frame));
    }

    void writable(PeerLink link) {
        tell(() -> listener.writable(link));
    }

    void sendRefused() {
        sendsRefused.increment();
    }

    // A listener's mistake must not take the event loop, and with it every link, down.
    private static void tell(Runnable event) {
        try {
            event.run();
        } catch (RuntimeException e) {
            LOG.error("a link listener failed", e);
        }
    }

    Optional<PeerLink> to(MachineId machine) {
        return Optional.ofNullable(links.get(machine));
    }

    List<PeerLink> all() {
        return List.copyOf(links.values());
    }

    int connections() {
        return open.size();
    }

    LinkCounters counters() {
        List<LinkCounters.Refused> last;
        synchronized (lastRefused) {
            last = List.copyOf(lastRefused);
        }
        return new LinkCounters(
                dialled.sum(), accepted.sum(), sums(refused), sums(down), last, sendsRefused.sum());
    }

    private static Map<DownCause, Long> sums(Map<DownCause, LongAdder> adders) {
        Map<DownCause, Long> out = new ConcurrentHashMap<>();
        adders.forEach((cause, adder) -> out.put(cause, adder.sum()));
        return out;
    }
}
