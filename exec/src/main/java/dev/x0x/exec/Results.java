// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec;

import dev.x0x.exec.session.CallEnd;
import dev.x0x.exec.session.End;
import dev.x0x.identity.RequestId;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** How the calls of the last ten minutes ended, without their output. */
final class Results {
    private static final long KEPT_MS = 600_000;
    private static final int MOST = 1_024;

    private record Kept(CallResult result, long untilUnixMs) {}

    private final Map<RequestId, Kept> results = new LinkedHashMap<>();

    static CallResult of(RequestId id, CallEnd ended) {
        End end = ended.end();
        return new CallResult(
                id,
                end.outcome(),
                end.code(),
                end.signal(),
                end.duration(),
                end.stdoutTotal(),
                end.stderrTotal(),
                end.truncated(),
                end.denial(),
                ended.warnings(),
                ended.trouble(),
                ended.answered());
    }

    void keep(CallResult result, long nowUnixMs) {
        results.put(result.id(), new Kept(result, nowUnixMs + KEPT_MS));
        Iterator<Kept> oldest = results.values().iterator();
        while (results.size() > MOST && oldest.hasNext()) {
            oldest.next();
            oldest.remove();
        }
    }

    Optional<CallResult> of(RequestId id, long nowUnixMs) {
        return Optional.ofNullable(results.get(id))
                .filter(kept -> kept.untilUnixMs() > nowUnixMs)
                .map(Kept::result);
    }
}
