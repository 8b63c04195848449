// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.link;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;

/** Bounds what strangers can make us hold before they have said Hello. Event loop only. */
final class HalfOpen implements LinkTable.Watcher {
    private final LinkSettings settings;
    private final Map<InetAddress, Integer> byAddress = new HashMap<>();
    private final Map<Connection, InetAddress> waiting = new HashMap<>();
    private int all;

    HalfOpen(LinkSettings settings) {
        this.settings = settings;
    }

    @Override
    public void began(Connection connection) {
        all++;
        if (connection.weDialled()) {
            return;
        }
        InetAddress from = connection.remote().getAddress();
        waiting.put(connection, from);
        int now = byAddress.merge(from, 1, Integer::sum);
        if (all > settings.maxLinks() || now > settings.maxHalfOpenPerAddress()) {
            // After its first packet was read: before, there are no keys to say no with.
            connection.onLoop(
                    () ->
                            connection.close(
                                    DownCause.BUSY, "too many connections, try again later"));
        }
    }

    @Override
    public void up(Connection connection, PeerLink link) {
        settle(connection);
    }

    @Override
    public void gone(Connection connection, Connection.Ending ending) {
        all--;
        settle(connection);
    }

    /** How many dialled us and have not said Hello yet. */
    int waiting() {
        return waiting.size();
    }

    private void settle(Connection connection) {
        InetAddress from = waiting.remove(connection);
        if (from != null) {
            byAddress.computeIfPresent(from, (any, count) -> count == 1 ? null : count - 1);
        }
    }
}
