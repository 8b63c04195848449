// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.link;

import dev.x0x.identity.MachineId;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * The link to one machine over whichever connection is best. For a moment there can be several
 * connections, when both sides dialled at once or one side lost a connection that the other still
 * believes in. The machine with the smaller id then decides which one stays: the one it dialled if
 * that one answers an echo, else the newest. It finishes the others; the other side follows. So the
 * two sides never pick differently, and no frame under way is lost.
 */
final class PeerLink implements Link {
    /** Frames are written in batches of about this many bytes. */
    private static final int BATCH = 64 * 1024;

    /** More connections than this between two machines are a fault of the peer. */
    private static final int MAX_CONNECTIONS = 4;

    private final MachineId peer;
    private final boolean weDecide;
    private final LinkTable table;
    private final Executor loop;
    private final Instant since;
    private final SendQueue queue = new SendQueue();
    private final List<Connection> connections = new ArrayList<>(2);
    private volatile Connection current;
    private volatile boolean refusing;
    private boolean stopping;
    private Duration stopDeadline = Duration.ZERO;
    private final Traffic in = new Traffic();
    private final Traffic out = new Traffic();

    PeerLink(Connection first, MachineId self, LinkTable table, Executor loop, Instant since) {
        this.peer = first.peer();
        this.weDecide = self.compareTo(peer) < 0;
        this.table = table;
        this.loop = loop;
        this.since = since;
        this.current = first;
        connections.add(first);
    }

    /** One more connection with the same peer came up. */
    void join(Connection newcomer) {
        connections.add(newcomer);
        if (connections.size() > MAX_CONNECTIONS) {
            oldestIdle().close(DownCause.SUPERSEDED, "too many connections between two machines");
        }
        Connection old = current;
        if (rightful(newcomer) || !rightful(old) || old.flow().hasPeerFinished()) {
            use(newcomer);
            if (weDecide || old.flow().hasPeerFinished()) {
                old.retire();
            }
        } else if (weDecide) {
            old.pulse().probe(() -> keep(old), () -> abandon(old));
        }
    }

    /** Dialled by the machine with the smaller id (MESH.md §1, DECISIONS A8). */
    private boolean rightful(Connection connection) {
        return connection.weDialled() == weDecide;
    }

    private void keep(Connection alive) {
        for (Connection each : List.copyOf(connections)) {
            if (each != alive && alive == current) {
                each.retire();
            }
        }
    }

    private void abandon(Connection dead) {
        dead.close(DownCause.SILENT, "no answer while another connection came up");
    }

    private Connection oldestIdle() {
        return connections.stream().filter(each -> each != current).findFirst().orElse(current);
    }

    private void use(Connection connection) {
        current = connection;
        pump();
    }

    private Optional<Connection> other(Connection than) {
        return connections.reversed().stream()
                .filter(
                        each ->
                                each != than
                                        && !each.flow().isFinishing()
                                        && !each.flow().hasPeerFinished())
                .findFirst();
    }

    /** The peer sends no more on {@code connection}: it decided for another one, or it stops. */
    void peerFinished(Connection connection) {
        if (connection == current) {
            other(connection).ifPresent(this::use);
        }
        if (connection != current) {
            connection.retire();
        }
    }

    /** A connection is gone. Answers whether the link is gone with it. */
    boolean lost(Connection connection) {
        connections.remove(connection);
        if (connection != current) {
            return false;
        }
        Optional<Connection> other = other(connection);
        other.ifPresent(this::use);
        if (other.isEmpty()) {
            refusing = true;
            List.copyOf(connections)
                    .forEach(rest -> rest.close(DownCause.SUPERSEDED, "the link is down"));
        }
        return other.isEmpty();
    }

    /** Writes what is queued for as long as the connection takes it. */
    void pump() {
        Connection on = current;
        while (on.flow().writable()) {
            List<byte[]> batch = queue.take(BATCH);
            if (batch.isEmpty()) {
                break;
            }
            batch.forEach(out::count);
            on.flow().send(batch);
        }
        if (queue.reopened() && !refusing) {
            table.writable(this);
        }
        if (stopping && queue.isEmpty()) {
            on.flow().finish(DownCause.STOPPING, stopDeadline);
        }
    }

    void received(byte[] frame) {
        in.count(frame);
        table.received(this, frame);
    }

    /** Takes no more frames, sends what is queued, then says goodbye. */
    void stop(Duration deadline) {
        refusing = true;
        stopping = true;
        stopDeadline = deadline;
        pump();
    }

    /** Ends all connections at once. */
    void closeAll(DownCause cause, String why) {
        refusing = true;
        List.copyOf(connections).forEach(each -> each.close(cause, why));
    }

    @Override
    public MachineId peer() {
        return peer;
    }

    @Override
    public PeerHello hello() {
        return current.hello();
    }

    @Override
    public boolean send(FramePriority priority, byte[] frame) {
        if (frame.length > MAX_FRAME) {
            throw new IllegalArgumentException(
                    "frame of " + frame.length + " bytes, at most " + MAX_FRAME);
        }
        if (refusing) {
            return false;
        }
        try {
            return switch (queue.offer(priority, frame)) {
                case QUEUED -> true;
                case WAKE -> {
                    loop.execute(this::pump);
                    yield true;
                }
                case FULL -> {
                    table.sendRefused();
                    yield false;
                }
            };
        } catch (RejectedExecutionException e) {
            return false; // the links were closed in between
        }
    }

    @Override
    public Duration rtt() {
        return current.pulse().rtt();
    }

    @Override
    public InetSocketAddress remote() {
        return current.remote();
    }

    @Override
    public boolean weDialled() {
        return current.weDialled();
    }

    @Override
    public void close(String reason) {
        refusing = true;
        try {
            loop.execute(() -> closeAll(DownCause.CLOSED, reason));
        } catch (RejectedExecutionException e) {
            refusing = true; // the links are closed already
        }
    }

    LinkView view() {
        Connection seen = current;
        return new LinkView(
                peer,
                seen.hello().agent(),
                seen.remote(),
                seen.weDialled(),
                seen.pulse().rtt(),
                seen.pulse().suspect(),
                in.bytes(),
                out.bytes(),
                in.frames(),
                out.frames(),
                since);
    }

    @Override
    public String toString() {
        return "link to " + peer;
    }
}
