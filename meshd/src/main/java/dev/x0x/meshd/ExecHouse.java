// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd;

import dev.x0x.acl.Caps;
import dev.x0x.acl.file.AclLoaded;
import dev.x0x.exec.ExecCaller;
import dev.x0x.exec.ExecCounters;
import dev.x0x.exec.ExecPort;
import dev.x0x.exec.ExecServer;
import dev.x0x.exec.ExecSetup;
import dev.x0x.exec.LoopbackMail;
import dev.x0x.exec.PastRequest;
import dev.x0x.exec.Peer;
import dev.x0x.exec.PeerMail;
import dev.x0x.exec.audit.AuditFile;
import dev.x0x.exec.audit.AuditLog;
import dev.x0x.exec.audit.AuditRecord;
import dev.x0x.exec.audit.Outcome;
import dev.x0x.exec.audit.ReadBack;
import dev.x0x.exec.child.PosixChildren;
import dev.x0x.identity.codec.Hex;
import dev.x0x.identity.codec.MalformedException;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/** Exec, put together: policy, audit, children, both halves and their port. */
final class ExecHouse implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ExecHouse.class);
    private static final String PATH =
            "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    final Peer self;
    final ExecCounters counters = new ExecCounters();
    final LivePolicy policy;
    final ExecServer server;
    final ExecCaller calls;
    final ExecPort port;
    private final List<String> warnings = new CopyOnWriteArrayList<>();
    private final PosixChildren children = new PosixChildren();
    private final Optional<AuditFile> audit;
    private final AuditLog log;

    ExecHouse(
            AclLoaded acl,
            Path aclPath,
            boolean aclNamed,
            Peer self,
            AuditWitness witness,
            PeerMail mesh,
            Supplier<Duration> uptime,
            InstantSource clock,
            SecureRandom random) {
        this.self = self;
        Instant now = clock.instant();
        List<PastRequest> past = new ArrayList<>();
        boolean complete = true;
        audit = openAudit(acl, witness, clock);
        if (audit.isPresent()) {
            complete = readBack(acl, now, past);
        }
        policy = new LivePolicy(aclPath, aclNamed, acl, audit.isPresent(), clock);
        log = audit.<AuditLog>map(file -> file).orElseGet(() -> ExecHouse::unrecorded);
        ExecSetup setup =
                new ExecSetup(
                        self,
                        LoopbackMail.ofServer(self, mesh, clock, this::port),
                        children,
                        log,
                        policy::policy,
                        uptime,
                        clock,
                        random,
                        environment(),
                        clock.millis(),
                        counters);
        server = new ExecServer(setup, past, complete);
        calls = new ExecCaller(setup.with(LoopbackMail.ofCaller(self, mesh, clock, this::port)));
        port = new ExecPort(server, calls, counters);
    }

    private ExecPort port() {
        return port;
    }

    private Optional<AuditFile> openAudit(
            AclLoaded acl, AuditWitness witness, InstantSource clock) {
        if (acl.audit().isEmpty()) {
            return Optional.empty();
        }
        try {
            AuditFile file =
                    AuditFile.open(witness.settings(acl.audit().get(), warnings::add, clock));
            file.tornTail()
                    .ifPresent(
                            torn ->
                                    warnings.add(
                                            "the audit file had a torn last line; it was kept in "
                                                    + torn));
            return Optional.of(file);
        } catch (IOException e) {
            if (acl.policy().enabled()) {
                warnings.add("exec is disabled: " + e.getMessage());
                LOG.error("exec is disabled: {}", e.getMessage());
            }
            return Optional.empty();
        }
    }

    private boolean readBack(AclLoaded acl, Instant now, List<PastRequest> past) {
        try {
            Instant since = now.minus(Duration.ofDays(1));
            ReadBack read = AuditFile.readBack(acl.auditLogPath().orElseThrow(), since);
            for (ReadBack.Seen seen : read.requests()) {
                past.add(past(seen));
            }
            read.problems().forEach(problem -> LOG.warn("audit file: {}", problem));
            return read.complete();
        } catch (IOException | MalformedException e) {
            LOG.warn("the audit file cannot be read back: {}", e.getMessage());
            return false;
        }
    }

    private static PastRequest past(ReadBack.Seen seen) throws MalformedException {
        byte[] content =
                seen.content().isPresent() ? Hex.parse(seen.content().get(), 32) : new byte[32];
        byte[] request =
                seen.requestSha256().isPresent()
                        ? Hex.parse(seen.requestSha256().get(), 32)
                        : new byte[32];
        Optional<PastRequest.Ended> ended =
                seen.end()
                        .map(
                                end ->
                                        switch (end) {
                                            case ReadBack.End.Exited(AuditRecord.Exit exit) ->
                                                    new PastRequest.Ended(
                                                            exit.outcome(),
                                                            exit.code(),
                                                            exit.signal(),
                                                            Duration.ofMillis(exit.durationMs()),
                                                            exit.stdoutBytes(),
                                                            exit.stderrBytes(),
                                                            exit.truncated(),
                                                            Optional.empty());
                                            case ReadBack.End.Denied(_, var reason) ->
                                                    new PastRequest.Ended(
                                                            Outcome.DENIED,
                                                            OptionalInt.empty(),
                                                            OptionalInt.empty(),
                                                            Duration.ZERO,
                                                            0,
                                                            0,
                                                            false,
                                                            Optional.of(reason));
                                        });
        return new PastRequest(
                new Peer(seen.agent(), seen.machine()),
                seen.id(),
                seen.tsUnixMs(),
                content,
                request,
                ended);
    }

    /** Where exec is disabled and no audit path is known, refusals have nowhere to be recorded. */
    private static CompletableFuture<Void> unrecorded(List<AuditRecord> records) {
        LOG.debug("{} records without an audit file", records.size());
        return CompletableFuture.completedFuture(null);
    }

    /** Exactly what a child gets (BEHAVIOUR.md §3). */
    private static Map<String, String> environment() {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("PATH", PATH);
        Optional.ofNullable(System.getenv("HOME")).ifPresent(home -> all.put("HOME", home));
        all.put("LANG", "C.UTF-8");
        all.put("LC_ALL", "C.UTF-8");
        return all;
    }

    /** What an operator should know: empty when all is well. */
    List<String> warnings() {
        List<String> all = new ArrayList<>(warnings);
        all.addAll(policy.inForce().warnings());
        return all;
    }

    /**
     * Looks whether the ACL has changed.
     *
     * @param told read it even if it looks as it did
     * @return whether another policy is in force: what runs must be judged again
     */
    boolean lookAtAcl(boolean told) {
        Optional<AuditRecord.PolicyChange> change = policy.look(told);
        if (change.isEmpty()) {
            return false;
        }
        LivePolicy.InForce now = policy.inForce();
        if (change.get().inForce()) {
            LOG.warn(
                    "the ACL was read again: {} entries, {} commands{}",
                    now.policy().allowEntryCount(),
                    now.policy().commandEntryCount(),
                    now.policy().disabledReason().map(why -> ", disabled: " + why).orElse(""));
        }
        now.warnings().forEach(warning -> LOG.error("{}", warning));
        var unused =
                log.append(List.of(change.get()))
                        .exceptionally(
                                failed -> {
                                    LOG.error(
                                            "the change of the ACL is not recorded: {}",
                                            failed.getMessage());
                                    return null;
                                });
        return change.get().inForce();
    }

    /** The largest stdin that may be asked for from here; the other side has its own limit. */
    static long largestStdin(AclLoaded acl) {
        return Math.max(acl.policy().caps().maxStdinBytes(), Caps.DEFAULTS.maxStdinBytes());
    }

    @Override
    public void close() {
        calls.close();
        server.close();
        children.close();
        audit.ifPresent(
                file -> {
                    try {
                        file.close();
                    } catch (IOException e) {
                        LOG.error("the audit file could not be closed: {}", e.getMessage());
                    }
                });
    }
}
