// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.doors;

import dev.x0x.exec.CallObserver;
import dev.x0x.exec.CallRequest;
import dev.x0x.exec.CallResult;
import dev.x0x.exec.DuplicateRequestIdException;
import dev.x0x.exec.ExecCaller;
import dev.x0x.exec.ExecServer;
import dev.x0x.exec.NotSentException;
import dev.x0x.exec.Peer;
import dev.x0x.exec.audit.StdStream;
import dev.x0x.exec.audit.WarningKind;
import dev.x0x.identity.AgentId;
import dev.x0x.identity.RequestId;
import dev.x0x.meshd.rest.ExecAsk;
import dev.x0x.meshd.rest.ExecDiagnostics;
import dev.x0x.meshd.rest.ExecDoor;
import dev.x0x.meshd.rest.ExecEnd;
import dev.x0x.meshd.rest.ExecRemembered;
import dev.x0x.meshd.rest.ExecSessions;
import dev.x0x.meshd.rest.ExecStream;
import dev.x0x.meshd.rest.NoAnswerException;
import dev.x0x.meshd.rest.RefusedException;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** Running commands elsewhere, for the HTTP server. */
public final class LocalExec implements ExecDoor {
    private final ExecCaller calls;
    private final ExecServer server;
    private final Targets targets;
    private final Supplier<ExecDiagnostics> diagnostics;
    private final RandomGenerator random;

    /** Over both halves of exec. */
    public LocalExec(
            ExecCaller calls,
            ExecServer server,
            Targets targets,
            Supplier<ExecDiagnostics> diagnostics,
            RandomGenerator random) {
        this.calls = calls;
        this.server = server;
        this.targets = targets;
        this.diagnostics = diagnostics;
        this.random = random;
    }

    @Override
    public ExecEnd run(ExecAsk ask, ExecStream stream)
            throws RefusedException, NoAnswerException, IOException, InterruptedException {
        Peer target = targets.of(ask.agent(), ask.machine());
        RequestId id = ask.requestId().orElseGet(() -> RequestId.random(random));
        CallRequest request =
                new CallRequest(target, id, ask.argv(), ask.stdin(), ask.timeout(), ask.cwd());
        try {
            CallResult result = calls.run(request, new Told(id, stream));
            if (!result.answered()) {
                throw new NoAnswerException(id);
            }
            return end(result);
        } catch (NotSentException e) {
            throw new RefusedException(RefusedException.Sort.NOT_SENT, "not_sent", e.getMessage());
        } catch (DuplicateRequestIdException e) {
            throw new RefusedException(
                    RefusedException.Sort.BAD_REQUEST, "duplicate_request_id", e.getMessage());
        } catch (IllegalArgumentException e) {
            throw new RefusedException(
                    RefusedException.Sort.BAD_REQUEST, "bad_request", e.getMessage());
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static ExecEnd end(CallResult result) {
        return new ExecEnd(
                result.id(),
                result.code(),
                result.signal(),
                result.duration(),
                result.stdoutTotal(),
                result.stderrTotal(),
                result.truncated(),
                result.denial(),
                result.warnings(),
                result.outcome());
    }

    /** Passes on what a call says; a stream that fails ends the call. */
    private record Told(RequestId id, ExecStream stream) implements CallObserver {
        @Override
        public void accepted() {
            tell(() -> stream.accepted(id));
        }

        @Override
        public void started(long pid) {
            tell(() -> stream.started((int) pid));
        }

        @Override
        public void output(StdStream which, long seq, byte[] bytes) {
            tell(() -> stream.output(which, bytes));
        }

        @Override
        public void warned(WarningKind kind, String message) {
            tell(() -> stream.warning(kind, message));
        }

        private interface Telling {
            void run() throws IOException;
        }

        private static void tell(Telling what) {
            try {
                what.run();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Override
    public boolean cancel(RequestId id, Optional<AgentId> agent)
            throws RefusedException, InterruptedException {
        if (calls.cancel(id)) {
            return true;
        }
        if (agent.isEmpty()) {
            return false;
        }
        try {
            calls.cancel(targets.of(agent.get(), Optional.empty()), id);
            return true;
        } catch (NotSentException e) {
            throw new RefusedException(RefusedException.Sort.NOT_SENT, "not_sent", e.getMessage());
        }
    }

    @Override
    public ExecSessions sessions() {
        return new ExecSessions(
                calls.pending().stream()
                        .map(
                                one ->
                                        new ExecSessions.PendingClient(
                                                one.id(),
                                                one.target().agent(),
                                                one.argv(),
                                                one.age()))
                        .toList(),
                server.active().stream()
                        .map(
                                one ->
                                        new ExecSessions.ActiveServer(
                                                one.id(),
                                                one.peer().agent(),
                                                one.peer().machine(),
                                                one.argv(),
                                                one.age()))
                        .toList());
    }

    @Override
    public Optional<ExecRemembered> result(RequestId id) {
        boolean running = calls.pending().stream().anyMatch(one -> one.id().equals(id));
        return running
                ? Optional.of(new ExecRemembered.Running(id))
                : calls.result(id).map(result -> new ExecRemembered.Ended(end(result)));
    }

    @Override
    public ExecDiagnostics diagnostics() {
        return diagnostics.get();
    }
}
