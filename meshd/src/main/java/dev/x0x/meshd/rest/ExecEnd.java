// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.rest;

import dev.x0x.acl.DenialReason;
import dev.x0x.exec.audit.Outcome;
import dev.x0x.identity.RequestId;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How a command ended. Its output went through the {@link ExecStream}.
 *
 * @param code what the kernel said, never together with {@code signal}
 * @param stdoutTotal bytes the command wrote, delivered or not
 * @param warnings every warning's message, in order
 */
public record ExecEnd(
        RequestId requestId,
        OptionalInt code,
        OptionalInt signal,
        Duration duration,
        long stdoutTotal,
        long stderrTotal,
        boolean truncated,
        Optional<DenialReason> denialReason,
        List<String> warnings,
        Outcome outcome) {
    /** Keeps its own list of warnings. */
    public ExecEnd {
        warnings = List.copyOf(warnings);
    }
}
