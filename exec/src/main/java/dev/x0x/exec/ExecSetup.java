// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec;

import dev.x0x.acl.ExecPolicy;
import dev.x0x.exec.audit.AuditLog;
import dev.x0x.exec.child.Children;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What both halves of exec are given.
 *
 * @param self this daemon's own agent and machine
 * @param policy the policy in force, read anew for each question
 * @param uptime how long this daemon has been running, monotonic
 * @param clock wall-clock time, for stamps and for the age of requests
 * @param environment exactly what a child gets (BEHAVIOUR.md §3)
 * @param bootUnixMs when this daemon started
 */
public record ExecSetup(
        Peer self,
        PeerMail mail,
        Children children,
        AuditLog audit,
        Supplier<ExecPolicy> policy,
        Supplier<Duration> uptime,
        InstantSource clock,
        SecureRandom random,
        Map<String, String> environment,
        long bootUnixMs,
        ExecCounters counters) {
    /** The same with other mail. */
    public ExecSetup with(PeerMail other) {
        return new ExecSetup(
                self,
                other,
                children,
                audit,
                policy,
                uptime,
                clock,
                random,
                environment,
                bootUnixMs,
                counters);
    }
}
