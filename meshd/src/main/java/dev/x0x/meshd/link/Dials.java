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

    /** Whom to reach where; without a machine, whoever answers. */
    record Target(Optional<MachineId> machine, InetSocketAddress address) {
        private boolean is(MachineId peer) {
            return machine.equals(Optional.of(peer));
        }

        private String name() {
            return machine.map(id -> "machine " + id.hex().substring(0, 8)).orElse("anyone");
        }
    }

    /** Starts QUIC toward an address. */
    interface Dialler {
        Connection connection(Optional<MachineId> expected, Duration timeout);

        Future<QuicChannel> connect(Connection connection, InetSocketAddress address);
    }

    Dials(LinkTable table, Dialler dialler) {
        this.table = table;
        this.dialler = dialler;
    }

    /** Completes {@code caller} with a link, or exceptionally with a {@link DialException}. */
    void dial(Target target, Duration timeout, CompletableFuture<Link> caller) {
        Optional<PeerLink> up = linkTo(target);
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

    /** The link to the wanted machine; or, where anyone would do, the one our dial there made. */
    private Optional<PeerLink> linkTo(Target target) {
        return target.machine()
                .or(
                        () ->
                                Optional.ofNullable(attempts.get(target))
                                        .filter(Connection::isUp)
                                        .map(Connection::peer))
                .flatMap(table::to);
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
            boolean answers =
                    each.getKey().is(link.peer()) || each.getKey().equals(targets.get(connection));
            if (answers) {
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
            Optional<PeerLink> otherwise = target.machine().flatMap(table::to);
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
                "no link to "
                        + target.name()
                        + " at "
                        + target.address()
                        + ": "
                        + ending.cause().code()
                        + " ("
                        + ending.why()
                        + ")");
    }
}
