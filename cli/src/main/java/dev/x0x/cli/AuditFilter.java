// SPDX-License-Identifier: Apache-2.0
package dev.x0x.cli;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Which requests of an audit file are wanted. All that is said of a request is shown or none of it,
 * although only its first line names the agent and only its last the outcome.
 *
 * @param agent the beginning of an id
 * @param since of the line, as a time
 * @param outcome an outcome, a denial reason, or {@code denied} for all of those
 */
record AuditFilter(
        Optional<String> request,
        Optional<String> agent,
        Optional<Instant> since,
        Optional<String> outcome) {
    private static final int REQUEST_ID = 32;

    static AuditFilter of(Arguments typed, Instant now) throws UsageException {
        Optional<String> request = typed.text(Shapes.REQUEST);
        Optional<String> since = typed.text(Shapes.SINCE);
        return new AuditFilter(
                request.isPresent()
                        ? Optional.of(Arguments.id(Shapes.REQUEST, request.get(), REQUEST_ID))
                        : request,
                typed.text(Shapes.AGENT),
                since.isPresent() ? Optional.of(moment(since.get(), now)) : Optional.empty(),
                typed.text(Shapes.OUTCOME));
    }

    private static Instant moment(String text, Instant now) throws UsageException {
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            // then perhaps how long ago
        }
        long amount = text.isEmpty() ? -1 : Seconds.whole(text.substring(0, text.length() - 1));
        Duration ago =
                switch (amount < 0 ? ' ' : text.charAt(text.length() - 1)) {
                    case 's' -> Duration.ofSeconds(amount);
                    case 'm' -> Duration.ofMinutes(amount);
                    case 'h' -> Duration.ofHours(amount);
                    case 'd' -> Duration.ofDays(amount);
                    default ->
                            throw new UsageException(
                                    Shapes.SINCE
                                            + ": `"
                                            + text
                                            + "` is no time; write for example 90m, 2d or"
                                            + " 2026-01-31T12:00:00Z");
                };
        return now.minus(ago);
    }

    /** Whether nothing is filtered. */
    boolean everything() {
        return request.isEmpty() && agent.isEmpty() && since.isEmpty() && outcome.isEmpty();
    }

    /** A look at all lines first: which requests fit. */
    final class Wanted {
        private final Set<String> byAgent = new HashSet<>();
        private final Set<String> byOutcome = new HashSet<>();

        void look(AuditLine line) {
            if (line.request().isEmpty()) {
                return;
            }
            if (agent.isPresent()
                    && line.agent().filter(id -> id.startsWith(agent.get())).isPresent()) {
                byAgent.add(line.request().get());
            }
            if (outcome.isPresent() && ended(line)) {
                byOutcome.add(line.request().get());
            }
        }

        boolean has(AuditLine line) {
            return request.map(id -> line.request().equals(Optional.of(id))).orElse(true)
                    && since.map(then -> line.unixMs() >= then.toEpochMilli()).orElse(true)
                    && (agent.isEmpty() || fits(line, byAgent))
                    && (outcome.isEmpty() || fits(line, byOutcome));
        }

        private boolean fits(AuditLine line, Set<String> found) {
            return line.request().map(found::contains).orElse(false);
        }

        private boolean ended(AuditLine line) {
            return line.outcome().equals(outcome)
                    || (outcome.get().equals("denied") && line.event().equals("denial"));
        }
    }
}
