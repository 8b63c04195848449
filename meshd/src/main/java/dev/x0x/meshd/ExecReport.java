// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd;

import dev.x0x.acl.DenialReason;
import dev.x0x.exec.ExecCounters;
import dev.x0x.exec.audit.StdStream;
import dev.x0x.exec.audit.WarningKind;
import dev.x0x.identity.AgentId;
import dev.x0x.meshd.rest.ExecDiagnostics;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/** The counters of exec as {@code /diagnostics/exec} shows them. */
record ExecReport(ExecHouse exec) {
    ExecDiagnostics now() {
        ExecCounters counters = exec.counters;
        LivePolicy.InForce acl = exec.policy.inForce();
        Map<AgentId, Integer> perAgent = exec.server.activePerAgent();
        return new ExecDiagnostics(
                acl.policy().enabled(),
                perAgent.values().stream().mapToInt(Integer::intValue).sum(),
                perAgent,
                new ExecDiagnostics.Totals(
                        counters.total(ExecCounters.Total.REQUESTS_RECEIVED),
                        counters.total(ExecCounters.Total.REQUESTS_ALLOWED),
                        counters.total(ExecCounters.Total.REQUESTS_DENIED),
                        counters.total(ExecCounters.Total.SESSIONS_STARTED),
                        counters.total(ExecCounters.Total.SESSIONS_COMPLETED),
                        counters.total(ExecCounters.Total.SESSIONS_CANCELLED),
                        counters.total(ExecCounters.Total.AUDIT_WRITE_FAILURES),
                        named(counters.denials(), DenialReason::of),
                        named(counters.capBreaches(), StdStream::of),
                        named(counters.capWarnings(), WarningKind::of)),
                counters.recent().stream()
                        .map(
                                one ->
                                        new ExecDiagnostics.RecentWarning(
                                                Instant.ofEpochMilli(one.tsUnixMs()),
                                                one.kind(),
                                                one.agent(),
                                                one.id(),
                                                one.argv(),
                                                one.bytes()))
                        .toList(),
                new ExecDiagnostics.AclSummary(
                        acl.policy().enabled(),
                        acl.loadedFrom(),
                        acl.loadedAt(),
                        acl.policy().allowEntryCount(),
                        acl.policy().commandEntryCount(),
                        acl.policy().disabledReason(),
                        acl.staleSince(),
                        acl.sha256()));
    }

    private static <T> Map<T, Long> named(
            Map<String, Long> counts, Function<String, Optional<T>> of) {
        Map<T, Long> all = new TreeMap<>();
        counts.forEach((code, count) -> all.put(of.apply(code).orElseThrow(), count));
        return all;
    }
}
