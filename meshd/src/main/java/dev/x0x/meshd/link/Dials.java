// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.link;

import dev.x0x.identity.MachineId;

import io.netty.handler.codec.quic.QuicChannel;
import io.netty.util.concurrent.Future;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Dials under way. Two calls for the same machine at the same address share one attempt, and every
 * call for a machine is answered by the first link to it, however that came up. Event loop only.
 */
final class Dials implements LinkTable.Watcher {
    private final LinkTable table;
    private final Dialler dialler;
    private final Map<Target, Connection> attempts = new HashMap<>();
    private final Map<Connection, Target> targets = new HashMap<>();
    private final Map<Target, List<CompletableFuture<Link>>> callers = new HashMap<>();
    private boolean stopped;

    record Target(MachineId machine, InetSocketAddress address) {}

    /** Starts QUIC toward an address. */
    interface Dialler {
        Connection connection(MachineId expected, Duration timeout);

        Future<QuicChannel> connect(Connection connection, InetSocketAddress address);
    }

    Dials(LinkTable table, Dialler dialler) {
        this.table = table;
        this.dialler = dialler;
    }

    /** Completes {@code caller} with a link, or exceptionally with a {@link DialException}. */
    void dial(Target target, Duration timeout, CompletableFuture<Link> caller) {
        Optional<PeerLink> up = table.to(target.machine());
        if (up.isPresent()) {
            caller.complete(up.get());
        } else if (stopped) {
            caller.completeExceptionally(
                    failure(target, new Connection.Ending(DownCause.STOPPING, "we stop")));
        } else {
            callers.computeIfAbsent(target, any -> new ArrayList<>()).add(caller);
            if (!attempts.containsKey(target)) {
                begin(target, timeout);
            }
        }
    }

    private void begin(Target target, Duration timeout) {
        Connection connection = dialler.connection(target.machine(), timeout);
        attempts.put(target, connection);
        targets.put(connection, target);
        dialler.connect(connection, target.address())
                .addListener(
                        done -> {
                            if (!done.isSuccess()) {
                                connection.failed(done.cause());
                            }
                        });
    }

    /** No more dials; those under way end with their connections. */
    void stop() {
        stopped = true;
    }

    @Override
    public void began(Connection connection) {}

    @Override
    public void up(Connection connection, PeerLink link) {
        for (Map.Entry<Target, List<CompletableFuture<Link>>> each :
                List.copyOf(callers.entrySet())) {
            if (each.getKey().machine().equals(link.peer())) {
                callers.remove(each.getKey());
                each.getValue().forEach(caller -> caller.complete(link));
            }
        }
    }

    @Override
    public void gone(Connection connection, Connection.Ending ending) {
        Target target = targets.remove(connection);
        if (target == null) {
            return;
        }
        attempts.remove(target, connection);
        List<CompletableFuture<Link>> waiting = callers.remove(target);
        if (waiting != null) {
            Optional<PeerLink> otherwise = table.to(target.machine());
            waiting.forEach(
                    caller ->
                            otherwise.ifPresentOrElse(
                                    caller::complete,
                                    () -> caller.completeExceptionally(failure(target, ending))));
        }
    }

    static DialException failure(Target target, Connection.Ending ending) {
        return new DialException(
                ending.cause(),
                "no link to machine "
                        + target.machine().hex().substring(0, 8)
                        + " at "
                        + target.address()
                        + ": "
                        + ending.cause().code()
                        + " ("
                        + ending.why()
                        + ")");
    }
}
