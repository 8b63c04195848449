// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec.session;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * Until when a command is kept alive for its caller (DECISIONS C1). A renewal counts from the time
 * we sent the record that it echoes, so replayed or hoarded renewals keep nothing alive.
 */
final class Lease {
    /** The longest a requester may ask for. */
    static final Duration LONGEST = Duration.ofSeconds(60);

    /**
     * One record of ours.
     *
     * @param answered whether the other side answers it at once, as it does output
     */
    record Sent(long counter, Duration at, boolean answered) {}

    private final Duration length;
    private final Deque<Sent> unechoed = new ArrayDeque<>();
    private long sent;
    private Duration ends;

    Lease(Duration length, Duration accepted) {
        this.length = length.compareTo(LONGEST) > 0 ? LONGEST : length;
        this.ends = accepted.plus(this.length);
    }

    /** A record left; records are numbered from 0. */
    void sent(Duration uptime, boolean answered) {
        unechoed.add(new Sent(sent++, uptime, answered));
        if (unechoed.size() > 65_536) {
            unechoed.poll(); // a caller that far behind renews nothing with the oldest
        }
    }

    /** Whether an echo names records that were sent; one above is a forgery to drop. */
    boolean plausible(long echo) {
        return Long.compareUnsigned(echo, sent) <= 0;
    }

    /**
     * A new record arrived whose echo is 1 + the highest counter its sender has seen from us, 0 for
     * none.
     *
     * @return the record that is echoed here for the first time
     */
    Optional<Sent> renewed(long echo) {
        Sent seen = null;
        while (!unechoed.isEmpty() && unechoed.peek().counter() < echo) {
            seen = unechoed.poll();
        }
        if (seen == null || seen.counter() != echo - 1) {
            return Optional.empty();
        }
        Duration until = seen.at().plus(length);
        ends = until.compareTo(ends) > 0 ? until : ends;
        return Optional.of(seen);
    }

    Duration ends() {
        return ends;
    }
}
