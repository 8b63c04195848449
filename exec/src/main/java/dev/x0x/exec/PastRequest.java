// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec;

import dev.x0x.acl.DenialReason;
import dev.x0x.exec.audit.Outcome;
import dev.x0x.exec.session.End;
import dev.x0x.identity.RequestId;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A request that the audit file of an earlier run of this daemon tells of.
 *
 * @param content the digest of what was asked (DECISIONS B4)
 * @param requestSha256 SHA-256 of the carrier body that asked
 * @param ended what is known of its end; empty if none is recorded
 */
public record PastRequest(
        Peer peer,
        RequestId id,
        long tsUnixMs,
        byte[] content,
        byte[] requestSha256,
        Optional<Ended> ended) {

    /** A recorded end. */
    public record Ended(
            Outcome outcome,
            OptionalInt code,
            OptionalInt signal,
            Duration duration,
            long stdoutTotal,
            long stderrTotal,
            boolean truncated,
            Optional<DenialReason> denial) {}

    End end() {
        return ended.map(
                        how ->
                                new End(
                                        how.outcome(),
                                        how.code(),
                                        how.signal(),
                                        how.duration(),
                                        how.stdoutTotal(),
                                        how.stderrTotal(),
                                        how.truncated(),
                                        how.denial()))
                .orElseGet(End::unknown);
    }
}
