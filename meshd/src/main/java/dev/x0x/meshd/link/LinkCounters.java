// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.link;

import java.util.Map;

/**
 * Counts since the start.
 *
 * @param dialled links that came up by our dial
 * @param accepted links that came up by the peer's dial
 * @param refused connections, in either direction, that never became a link, by cause; a cause
 *     never seen is absent
 * @param down links that were up and ended, by cause
 * @param sendsRefused frames that {@link Link#send} did not take
 */
public record LinkCounters(
        long dialled,
        long accepted,
        Map<DownCause, Long> refused,
        Map<DownCause, Long> down,
        long sendsRefused) {
    /** Copies the maps. */
    public LinkCounters {
        refused = Map.copyOf(refused);
        down = Map.copyOf(down);
    }
}
