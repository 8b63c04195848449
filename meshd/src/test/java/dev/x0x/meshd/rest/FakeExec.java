// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.rest;

import dev.x0x.exec.audit.Outcome;
import dev.x0x.identity.AgentId;
import dev.x0x.identity.RequestId;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;

/** Runs whatever a test tells it to, on the thread that asked. */
final class FakeExec implements ExecDoor {
    static final RequestId ID = RequestId.of(new byte[16]);

    /** What a run does. */
    interface Script {
        ExecEnd run(ExecAsk ask, ExecStream stream) throws Exception;
    }

    volatile Script script = (ask, stream) -> end(Outcome.EXITED);
    volatile boolean cancelKnown = true;
    volatile Optional<ExecRemembered> remembered = Optional.empty();
    volatile ExecSessions sessions = new ExecSessions(List.of(), List.of());
    final BlockingQueue<ExecAsk> asked = new LinkedBlockingQueue<>();
    final BlockingQueue<String> cancels = new LinkedBlockingQueue<>();

    /** Opens when a run was ended by interrupting it. */
    final CountDownLatch abandoned = new CountDownLatch(1);

    static ExecEnd end(Outcome outcome) {
        return new ExecEnd(
                ID,
                OptionalInt.of(0),
                OptionalInt.empty(),
                Duration.ofMillis(7),
                0,
                0,
                false,
                Optional.empty(),
                List.of(),
                outcome);
    }

    @Override
    public ExecEnd run(ExecAsk ask, ExecStream stream)
            throws RefusedException, NoAnswerException, java.io.IOException, InterruptedException {
        asked.add(ask);
        try {
            return script.run(ask, stream);
        } catch (InterruptedException | java.io.IOException e) {
            abandoned.countDown();
            throw e;
        } catch (RefusedException | NoAnswerException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public boolean cancel(RequestId id, Optional<AgentId> agent) {
        cancels.add(id.hex() + agent.map(to -> " " + to.hex()).orElse(""));
        return cancelKnown || agent.isPresent();
    }

    @Override
    public ExecSessions sessions() {
        return sessions;
    }

    @Override
    public Optional<ExecRemembered> result(RequestId id) {
        return remembered;
    }

    @Override
    public ExecDiagnostics diagnostics() {
        return new ExecDiagnostics(
                true,
                0,
                Map.of(),
                new ExecDiagnostics.Totals(1, 2, 3, 4, 5, 6, 7, Map.of(), Map.of(), Map.of()),
                List.of(),
                new ExecDiagnostics.AclSummary(
                        true,
                        Optional.of("/etc/x0x/exec-acl.toml"),
                        Instant.ofEpochMilli(1_754_800_000_123L),
                        2,
                        5,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of("ab".repeat(32))));
    }
}
