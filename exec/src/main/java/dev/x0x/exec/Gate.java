// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec;

import dev.x0x.acl.DenialReason;
import dev.x0x.acl.ExecPolicy;
import dev.x0x.acl.ExecQuestion;
import dev.x0x.acl.Verdict;
import dev.x0x.exec.session.ServerSession;
import dev.x0x.exec.session.Terms;
import dev.x0x.exec.wire.RequestContent;
import dev.x0x.exec.wire.ToServer;
import dev.x0x.identity.AgentId;
import dev.x0x.identity.keys.MlKem;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Whether a request runs (BEHAVIOUR.md §2): its way can be read in {@link #admit}. Runs on the
 * server's thread only.
 */
final class Gate {
    /** How long after a start with an unreadable past requests are put off (DECISIONS B4). */
    private static final long FORGETFUL_MS = 30_000;

    private final ExecSetup setup;
    private final Loop loop;
    private final Audits audits;
    private final SessionDriver driver;
    private final Replay replay;
    private final Admission slots = new Admission();
    private final Refusals refusals;
    private final Answers answers;
    private final Map<Replay.Key, Served> running = new LinkedHashMap<>();
    private final boolean remembersAll;
    private boolean stopping;

    Gate(
            ExecSetup setup,
            Loop loop,
            Audits audits,
            SessionDriver driver,
            Replay replay,
            Refusals refusals,
            Answers answers,
            boolean remembersAll) {
        this.setup = setup;
        this.loop = loop;
        this.audits = audits;
        this.driver = driver;
        this.replay = replay;
        this.refusals = refusals;
        this.answers = answers;
        this.remembersAll = remembersAll;
    }

    /** What runs here, by who asked for it. */
    Map<Replay.Key, Served> running() {
        return running;
    }

    Map<AgentId, Integer> perAgent() {
        return slots.perAgent();
    }

    /** From now on every request is refused. */
    void shut() {
        stopping = true;
    }

    void admit(Caller caller, ReceivedMail mail, ToServer.Open open, ToServer.Request asked) {
        setup.counters().count(ExecCounters.Total.REQUESTS_RECEIVED);
        boolean runs =
                switch (caller) {
                    case Caller.Unverified _ -> {
                        setup.counters().denied(DenialReason.UNVERIFIED_SENDER);
                        yield false;
                    }
                    case Caller.Untrusted stranger -> {
                        refusals.untrusted(stranger, mail.bodySha256(), asked, loop.uptime());
                        yield false;
                    }
                    case Caller.Trusted trusted -> known(trusted, mail, open, asked);
                };
        if (!runs) {
            open.secret().close();
        }
    }

    private boolean known(
            Caller.Trusted caller, ReceivedMail mail, ToServer.Open open, ToServer.Request asked) {
        Replay.Key key = new Replay.Key(caller.peer(), asked.id());
        byte[] content = RequestContent.sha256(open, asked);
        Optional<Replay.Entry> seen = replay.seen(key);
        if (seen.isEmpty()) {
            return judge(caller, mail, open, asked, content);
        }
        if (seen.get().sameContent(content)) {
            answers.asked(seen.get(), mail.bodySha256());
            return false;
        }
        return refuseOnly(
                caller, mail, asked, DenialReason.DUPLICATE_REQUEST, "same id, other content");
    }

    private boolean judge(
            Caller.Trusted caller,
            ReceivedMail mail,
            ToServer.Open open,
            ToServer.Request asked,
            byte[] content) {
        long now = setup.clock().millis();
        Replay.Key key = new Replay.Key(caller.peer(), asked.id());
        if (replay.full(caller.peer(), now)) {
            return refuseOnly(
                    caller, mail, asked, DenialReason.RATE_LIMITED, "ids of the day used up");
        }
        if (!remembersAll && mail.createdUnixMs() < setup.bootUnixMs() + FORGETFUL_MS) {
            return refuseOnly(
                    caller,
                    mail,
                    asked,
                    DenialReason.BUSY,
                    "made before this start could know of repeats");
        }
        Replay.Entry entry = replay.enter(key, content, mail.bodySha256(), now);
        if (stopping) {
            return refuse(caller, entry, asked, DenialReason.DAEMON_STOPPING, "stopping");
        }
        if (RequestShape.fault(open, asked).isPresent() || !MlKem.isKey(open.ephEk())) {
            return refuse(
                    caller,
                    entry,
                    asked,
                    DenialReason.MALFORMED_FRAME,
                    "stdin or key is not what Open says");
        }
        ExecPolicy policy = setup.policy().get();
        ExecQuestion question =
                new ExecQuestion(
                        caller.peer().agent(),
                        caller.peer().machine(),
                        asked.argv(),
                        asked.cwd().isPresent(),
                        open.stdinTotal(),
                        Duration.ofMillis(asked.timeoutMs()));
        return switch (policy.judge(question)) {
            case Verdict.Denied(DenialReason reason, String why) ->
                    refuse(caller, entry, asked, reason, why);
            case Verdict.Allowed allowed -> start(caller, entry, open, asked, policy, allowed);
        };
    }

    private boolean start(
            Caller.Trusted caller,
            Replay.Entry entry,
            ToServer.Open open,
            ToServer.Request asked,
            ExecPolicy policy,
            Verdict.Allowed allowed) {
        if (!slots.take(caller.peer().agent(), policy.caps())) {
            return refuse(
                    caller,
                    entry,
                    asked,
                    DenialReason.CONCURRENCY_LIMIT_REACHED,
                    "no slot is free");
        }
        Terms terms =
                new Terms(
                        asked.id(),
                        policy.caps(),
                        Duration.ofMillis(asked.timeoutMs()),
                        Duration.ofMillis(open.leaseMs()),
                        open.stdinTotal() == 0 ? Optional.of(new byte[0]) : asked.stdin(),
                        open.stdinTotal(),
                        open.stdinSha256(),
                        entry.requestSha256());
        Served served =
                new Served(
                        entry,
                        caller,
                        new ServerSession(terms, loop.uptime()),
                        open,
                        allowed.program(),
                        policy.caps().defaultCwd().orElse("/"),
                        asked.argv(),
                        loop.uptime());
        running.put(entry.key, served);
        audits.append(
                List.of(
                        audits.request(
                                caller,
                                open,
                                asked,
                                allowed,
                                entry.content,
                                entry.requestSha256())),
                durable -> begin(served, durable));
        return true;
    }

    /** A command that cannot be recorded must not run. */
    private void begin(Served served, boolean durable) {
        if (durable) {
            setup.counters().count(ExecCounters.Total.REQUESTS_ALLOWED);
            driver.turn(served, served.session::begin);
        } else {
            setup.counters().denied(DenialReason.AUDIT_UNAVAILABLE);
            driver.turn(served, served.session::notRecorded);
        }
    }

    private boolean refuse(
            Caller caller,
            Replay.Entry entry,
            ToServer.Request asked,
            DenialReason reason,
            String why) {
        refusals.keep(caller, entry, asked, reason, why);
        return false;
    }

    private boolean refuseOnly(
            Caller caller,
            ReceivedMail mail,
            ToServer.Request asked,
            DenialReason reason,
            String why) {
        refusals.only(caller, mail.bodySha256(), asked, reason, why);
        return false;
    }

    void closed(Served served) {
        running.remove(served.entry.key, served);
        slots.free(served.caller.peer().agent());
    }
}
