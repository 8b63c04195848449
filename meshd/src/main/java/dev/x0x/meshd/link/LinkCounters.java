// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.link;

import dev.x0x.identity.MachineId;

import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Counts since the start.
 *
 * @param dialled links that came up by our dial
 * @param accepted links that came up by the peer's dial
 * @param refused connections, in either direction, that never became a link, by cause; a cause
 *     never seen is absent
 * @param down links that were up and ended, by cause
 * @param lastRefused the newest of the refused ones, oldest first; few
 * @param sendsRefused frames that {@link Link#send} did not take
 */
public record LinkCounters(
        long dialled,
        long accepted,
        Map<DownCause, Long> refused,
        Map<DownCause, Long> down,
        List<Refused> lastRefused,
        long sendsRefused) {
    /**
     * A connection that never became a link.
     *
     * @param machine who it was, if that was proven
     * @param why in words, some of them the peer's: printable and short
     */
    public record Refused(
            Instant at,
            InetSocketAddress remote,
            boolean dialled,
            Optional<MachineId> machine,
            DownCause cause,
            String why) {}

    /** Copies maps and list. */
    public LinkCounters {
        refused = Map.copyOf(refused);
        down = Map.copyOf(down);
        lastRefused = List.copyOf(lastRefused);
    }
}
