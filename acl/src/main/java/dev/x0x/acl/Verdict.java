// SPDX-License-Identifier: Apache-2.0
package dev.x0x.acl;

import java.time.Duration;
import java.util.Optional;

/** The one answer to an {@link ExecQuestion}: yes with its terms, or no with its reason. */
public sealed interface Verdict {
    /**
     * It may run.
     *
     * @param program the absolute path that runs, found when the ACL was loaded
     * @param matchedAcl the matching entry's description
     * @param maxDuration the effective cap: the entry's or the global one, whichever is lower
     */
    record Allowed(String program, Optional<String> matchedAcl, Duration maxDuration)
            implements Verdict {}

    /**
     * It may not run.
     *
     * @param reason what the requester is told
     * @param why what our own log says, near misses included; never sent
     */
    record Denied(DenialReason reason, String why) implements Verdict {}
}
