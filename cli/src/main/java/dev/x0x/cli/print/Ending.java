// SPDX-License-Identifier: Apache-2.0
package dev.x0x.cli.print;

import dev.x0x.cli.daemon.Json;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * How a command ended, as the {@code /exec/run} object tells it.
 *
 * @param outcome one of DECISIONS A5; worked out from the rest where an older daemon does not say
 */
public record Ending(
        String outcome,
        OptionalLong code,
        OptionalLong signal,
        Optional<String> denialReason,
        Optional<String> requestId,
        boolean truncated,
        OptionalLong stdoutTotal,
        OptionalLong stderrTotal) {
    /** It ran and came to its own end. */
    public static final String EXITED = "exited";

    /** Whether and how it ended is not known. */
    public static final String FATE_UNKNOWN = "fate_unknown";

    /** Reads the object. */
    public static Ending of(Json end) {
        OptionalLong code = end.get("code").number();
        OptionalLong signal = end.get("signal").number();
        Optional<String> reason = end.get("denial_reason").text();
        return new Ending(
                end.get("outcome").text().orElseGet(() -> inferred(code, signal, reason)),
                code,
                signal,
                reason,
                end.get("request_id").text(),
                end.get("truncated").isTrue(),
                end.get("stdout_bytes_total").number(),
                end.get("stderr_bytes_total").number());
    }

    private static String inferred(
            OptionalLong code, OptionalLong signal, Optional<String> reason) {
        if (reason.isPresent()) {
            return reason.get().equals("spawn_failed") ? "spawn_failed" : "denied";
        }
        if (signal.isPresent()) {
            return "signalled";
        }
        return code.isPresent() ? EXITED : FATE_UNKNOWN;
    }

    /** What standard error says of it; empty for a command that came to its own end. */
    public Optional<String> words() {
        String first = "outcome=" + Plain.of(outcome);
        return switch (outcome) {
            case EXITED -> code.isPresent() ? Optional.empty() : Optional.of(first + " code=none");
            case "signalled" -> Optional.of(first + signalled());
            case "denied" -> Optional.of(first + denied());
            case FATE_UNKNOWN -> Optional.of(first + asked() + unknown());
            default -> Optional.of(first + advice());
        };
    }

    private String signalled() {
        return signal.isPresent() ? " signal=" + signal.getAsLong() : "";
    }

    private String denied() {
        String reason = denialReason.orElse("unknown");
        return " denial_reason=" + Plain.of(reason) + "\nhint: " + Denials.advice(reason);
    }

    private String asked() {
        return requestId.isPresent() ? " request_id=" + Plain.of(requestId.get()) : "";
    }

    private static String unknown() {
        return "\nhint: it may have run; the audit log of the other machine has it under this id";
    }

    private String advice() {
        return switch (outcome) {
            case "spawn_failed" -> "\nhint: " + Denials.advice(outcome);
            case "timed_out" ->
                    "\nhint: it ran into its time limit and was stopped; --timeout asks for more,"
                            + " up to max_duration_secs there";
            case "lease_expired" ->
                    "\nhint: the other machine heard nothing from this daemon and stopped it";
            case "peer_disconnected" ->
                    "\nhint: the other machine lost every path to this one and stopped it";
            case "idle" -> "\nhint: it said nothing for longer than max_idle_secs there allows";
            case "daemon_stopped" -> "\nhint: the daemon there stopped, and its commands with it";
            default -> "";
        };
    }
}
