// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec.session;

import dev.x0x.acl.DenialReason;
import dev.x0x.exec.audit.Outcome;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How a request ended. {@code code} and {@code signal} are what the kernel said, never both; totals
 * count what the child wrote, {@code truncated} says that some of it was dropped.
 */
public record End(
        Outcome outcome,
        OptionalInt code,
        OptionalInt signal,
        Duration duration,
        long stdoutTotal,
        long stderrTotal,
        boolean truncated,
        Optional<DenialReason> denial) {

    /** An end without a run. */
    public static End refused(DenialReason reason) {
        Outcome outcome =
                reason == DenialReason.SPAWN_FAILED ? Outcome.SPAWN_FAILED : Outcome.DENIED;
        return new End(
                outcome,
                OptionalInt.empty(),
                OptionalInt.empty(),
                Duration.ZERO,
                0,
                0,
                false,
                Optional.of(reason));
    }

    /** An end nobody knows: it ran, or may have, and the record of it is lost. */
    public static End unknown() {
        return new End(
                Outcome.FATE_UNKNOWN,
                OptionalInt.empty(),
                OptionalInt.empty(),
                Duration.ZERO,
                0,
                0,
                false,
                Optional.empty());
    }
}
