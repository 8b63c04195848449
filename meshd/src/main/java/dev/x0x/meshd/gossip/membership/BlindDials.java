// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.membership;

import dev.x0x.identity.Endpoint;
import dev.x0x.meshd.gossip.wire.Hint;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Dials of machines that only hearsay tells of, made while nobody could confirm it (decision 0033).
 * A hostile first contact chooses the addresses: so they are few, slow, and never many at one
 * machine. Addresses of our own networks are not counted; those come from inside them.
 */
final class BlindDials {
    /** Knocks at one IP address in {@link #WINDOW_MS}; a guess: two ports of one household. */
    private static final int MOST_AT_ONE = 2;

    /** Of one machine. */
    private static final int MOST_ADDRESSES = 2;

    /** Until a neighbour is found; then and after that one a minute. */
    private static final int MOST = 32;

    private static final int MOST_REMEMBERED = 128;
    private static final long WINDOW_MS = 600_000;
    private static final long RARELY_MS = 60_000;

    private final TokenBucket tokens = new TokenBucket(1, 8);
    private final Map<ByteBuffer, Knocks> knocked = new LinkedHashMap<>();
    private int inVain;
    private long lastAt;

    private static final class Knocks {
        private long since;
        private int count;
    }

    /** What of the hint may be dialled now. */
    Optional<Hint> admitted(Hint hint, long now) {
        List<Endpoint> addresses = new ArrayList<>(MOST_ADDRESSES);
        for (Endpoint each : hint.addresses()) {
            if (!AddressGroup.of(each).routable()
                    || (addresses.size() < MOST_ADDRESSES && admits(each, now))) {
                addresses.add(each);
            }
        }
        return addresses.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new Hint(hint.machine(), addresses, hint.reachable(), hint.announcedAt()));
    }

    private boolean admits(Endpoint at, long now) {
        if (inVain >= MOST && now - lastAt < RARELY_MS) {
            return false;
        }
        ByteBuffer ip = ByteBuffer.wrap(at.ip());
        Knocks before = knocked.get(ip);
        boolean fresh = before != null && now - before.since < WINDOW_MS;
        if ((fresh && before.count >= MOST_AT_ONE) || !tokens.take(now)) {
            return false;
        }
        if (!fresh) {
            knocked.remove(ip);
            before = new Knocks();
            before.since = now;
            knocked.put(ip, before);
            if (knocked.size() > MOST_REMEMBERED) {
                knocked.remove(knocked.keySet().iterator().next());
            }
        }
        before.count++;
        inVain++;
        lastAt = now;
        return true;
    }

    /** Somebody is a neighbour now. */
    void found() {
        inVain = 0;
    }
}
