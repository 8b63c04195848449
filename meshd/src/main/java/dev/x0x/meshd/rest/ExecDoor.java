// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.rest;

import dev.x0x.identity.AgentId;
import dev.x0x.identity.RequestId;

import java.io.IOException;
import java.util.Optional;

/**
 * Running commands elsewhere, as the HTTP door needs it. All methods may be called from any thread.
 */
public interface ExecDoor {
    /**
     * Runs one command and waits for its end. Blocks the calling thread, and calls {@code stream}
     * from that thread alone. Whoever interrupts the thread has gone away: the remote command is
     * cancelled before {@link InterruptedException} leaves; so it is when {@code stream} throws.
     *
     * @throws RefusedException nothing was run: the request could not be sent ({@code not_sent}),
     *     its id is in use ({@code duplicate_request_id}), no machine is known for the agent or
     *     several are ({@code machine_ambiguous})
     * @throws NoAnswerException it was sent and no end came in time: its fate is unknown
     * @throws IOException what {@code stream} threw
     */
    ExecEnd run(ExecAsk ask, ExecStream stream)
            throws RefusedException, NoAnswerException, IOException, InterruptedException;

    /**
     * Hands a cancel over. Without an agent it goes where the pending request went.
     *
     * @return false if nothing is pending here under this id and no agent is named
     * @throws RefusedException it could not be sent
     */
    boolean cancel(RequestId id, Optional<AgentId> agent)
            throws RefusedException, InterruptedException;

    /** What runs now, asked from here and asked of us. */
    ExecSessions sessions();

    /** What is remembered here of a request that was asked from here; empty if nothing is. */
    Optional<ExecRemembered> result(RequestId id);

    /** Counters. */
    ExecDiagnostics diagnostics();
}
