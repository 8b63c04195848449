// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec.audit;

import dev.x0x.acl.DenialReason;
import dev.x0x.identity.AgentId;
import dev.x0x.identity.MachineId;
import dev.x0x.identity.RequestId;

import java.util.List;
import java.util.Optional;

/**
 * What an audit file says of past requests (DECISIONS B4).
 *
 * @param requests those that were allowed, in the order of the file
 * @param complete whether every line of that time could be read; if not, requests may be missing
 * @param problems at most ten of the lines that could not, with their numbers
 */
public record ReadBack(List<Seen> requests, boolean complete, List<String> problems) {
    /** Copies the lists. */
    public ReadBack {
        requests = List.copyOf(requests);
        problems = List.copyOf(problems);
    }

    /**
     * One request that was allowed, and so has run or may have.
     *
     * @param content what the id is bound to; none in records of the field's daemon
     * @param requestSha256 of the carrier body that asked; none in records of the field's daemon
     * @param end none if that is unknown: no record of it, or several that could be meant
     */
    public record Seen(
            long tsUnixMs,
            RequestId id,
            AgentId agent,
            MachineId machine,
            Optional<String> content,
            Optional<String> requestSha256,
            Optional<End> end) {}

    /** How a request ended. */
    public sealed interface End {
        /** The command ran. */
        record Exited(AuditRecord.Exit exit) implements End {}

        /** It did not: allowed, and then refused all the same, as when it could not be started. */
        record Denied(long tsUnixMs, DenialReason reason) implements End {}
    }
}
