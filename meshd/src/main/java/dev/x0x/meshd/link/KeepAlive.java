// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.link;

import java.time.Duration;
import java.util.ArrayDeque;

/**
 * When to send an echo, when the peer is suspect and when it is gone (DECISIONS A8). The codec
 * exposes no QUIC PING, hence a control frame. Times are {@code System.nanoTime}'s, passed in.
 */
final class KeepAlive {
    /** Echoes whose answer may still come; more are not remembered. */
    private static final int REMEMBERED = 16;

    /** MESH.md row 5. */
    private static final long SUSPECT_AFTER = Duration.ofSeconds(3).toNanos();

    private final long interval;
    private final long silence;
    private final ArrayDeque<Sent> unanswered = new ArrayDeque<>();
    private long nonce;
    private long nextEcho;
    private long heard;
    private long wake;
    private volatile long rtt;
    private volatile long oldest;

    private record Sent(long nonce, long at) {}

    /** What is due. */
    enum Due {
        NOTHING,
        ECHO,
        DOWN
    }

    /**
     * For a connection that came up at {@code now}.
     *
     * @param interval ours: how often we send
     * @param peerInterval the peer's: three of them without a byte mean that it is gone
     */
    KeepAlive(Duration interval, Duration peerInterval, long now) {
        this.interval = interval.toNanos();
        this.silence = 3 * peerInterval.toNanos();
        this.nextEcho = now;
        this.heard = now;
        this.wake = now;
    }

    /** Anything at all came from the peer. */
    void heard(long now) {
        heard = now;
    }

    /** What is due at {@code now}; after {@code ECHO}, send one with {@link #echo}'s number. */
    Due at(long now) {
        // We may have been asleep ourselves: what the peer sent meanwhile is not read yet.
        long late = now - wake;
        if (late > silence / 3) {
            heard += Math.min(late, now - heard);
        }
        Due due = Due.NOTHING;
        if (now - heard >= silence) {
            due = Due.DOWN;
        } else if (now - nextEcho >= 0) {
            due = Due.ECHO;
            nextEcho = now + interval;
        }
        wake = now + Math.min(nextEcho - now, heard + silence - now);
        return due;
    }

    /** How long after {@code now} to ask again. */
    long nanosToWake(long now) {
        return Math.max(1, wake - now);
    }

    /** The number of an echo sent now. */
    long echo(long now) {
        if (unanswered.size() == REMEMBERED) {
            unanswered.removeFirst();
        }
        unanswered.addLast(new Sent(++nonce, now));
        oldest = unanswered.getFirst().at();
        return nonce;
    }

    /** An echo came back. Numbers that we do not wait for change nothing. */
    boolean answered(long number, long now) {
        Sent match = null;
        while (!unanswered.isEmpty() && unanswered.getFirst().nonce() <= number) {
            match = unanswered.removeFirst();
        }
        if (match == null || match.nonce() != number) {
            return false;
        }
        long sample = now - match.at();
        rtt = rtt == 0 ? sample : rtt + (sample - rtt) / 8; // RFC 9002 §5.3
        oldest = unanswered.isEmpty() ? 0 : unanswered.getFirst().at();
        return true;
    }

    /** Smoothed; zero before the first answer. Any thread may ask. */
    Duration rtt() {
        return Duration.ofNanos(rtt);
    }

    /** Whether an echo has been unanswered for max(3 s, 3 × RTT). Any thread may ask. */
    boolean suspect(long now) {
        long since = oldest;
        return since != 0 && now - since > Math.max(SUSPECT_AFTER, 3 * rtt);
    }
}
