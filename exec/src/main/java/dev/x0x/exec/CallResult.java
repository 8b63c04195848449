// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec;

import dev.x0x.acl.DenialReason;
import dev.x0x.exec.audit.Outcome;
import dev.x0x.identity.RequestId;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How a call ended.
 *
 * @param trouble why the fate is unknown; empty otherwise
 * @param answered whether an end came from the other side; without one the fate is unknown
 */
public record CallResult(
        RequestId id,
        Outcome outcome,
        OptionalInt code,
        OptionalInt signal,
        Duration duration,
        long stdoutTotal,
        long stderrTotal,
        boolean truncated,
        Optional<DenialReason> denial,
        List<String> warnings,
        Optional<String> trouble,
        boolean answered) {}
