// SPDX-License-Identifier: Apache-2.0
package dev.x0x.acl;

import java.time.Duration;
import java.util.Optional;

/**
 * The limits of {@code [exec]}, all positive. A warning threshold of 0 is off; one above its cap is
 * lowered to it.
 *
 * @param maxStdoutBytes forwarded bytes of stdout, the rest is dropped and counted
 * @param maxStderrBytes the same of stderr
 * @param maxStdinBytes the largest stdin a request may bring
 * @param maxDuration the longest timeout a request may ask for
 * @param maxConcurrentPerAgent sessions at once for one agent, at most {@code maxConcurrentTotal}
 * @param maxConcurrentTotal sessions at once in all
 * @param warnStdoutBytes when to warn that stdout nears its cap
 * @param warnStderrBytes when to warn that stderr nears its cap
 * @param warnDuration when to warn that a command runs long
 * @param maxIdle end a session that is silent for so long; none by default
 * @param defaultCwd the children's working directory; {@code /} if there is none
 */
public record Caps(
        long maxStdoutBytes,
        long maxStderrBytes,
        long maxStdinBytes,
        Duration maxDuration,
        int maxConcurrentPerAgent,
        int maxConcurrentTotal,
        long warnStdoutBytes,
        long warnStderrBytes,
        Duration warnDuration,
        Optional<Duration> maxIdle,
        Optional<String> defaultCwd) {

    /** What holds where a file says nothing (BEHAVIOUR.md §1). */
    public static final Caps DEFAULTS =
            new Caps(
                    16_777_216,
                    16_777_216,
                    1_048_576,
                    Duration.ofSeconds(300),
                    4,
                    32,
                    8_388_608,
                    8_388_608,
                    Duration.ofSeconds(60),
                    Optional.empty(),
                    Optional.empty());

    /**
     * Lowers the warning thresholds to their caps.
     *
     * @throws IllegalArgumentException if a cap is not positive, a threshold is negative, or one
     *     agent may have more sessions than there are in all
     */
    public Caps {
        if (maxStdoutBytes <= 0
                || maxStderrBytes <= 0
                || maxStdinBytes <= 0
                || !maxDuration.isPositive()
                || maxConcurrentPerAgent <= 0
                || maxConcurrentTotal <= 0
                || maxIdle.filter(idle -> !idle.isPositive()).isPresent()) {
            throw new IllegalArgumentException("caps must be positive");
        }
        if (warnStdoutBytes < 0 || warnStderrBytes < 0 || warnDuration.isNegative()) {
            throw new IllegalArgumentException("warning thresholds must not be negative");
        }
        if (maxConcurrentPerAgent > maxConcurrentTotal) {
            throw new IllegalArgumentException("more sessions for one agent than in all");
        }
        warnStdoutBytes = Math.min(warnStdoutBytes, maxStdoutBytes);
        warnStderrBytes = Math.min(warnStderrBytes, maxStderrBytes);
        warnDuration = warnDuration.compareTo(maxDuration) < 0 ? warnDuration : maxDuration;
    }
}
