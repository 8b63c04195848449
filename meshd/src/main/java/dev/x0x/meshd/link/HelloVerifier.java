// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.link;

import dev.x0x.identity.AgentId;
import dev.x0x.identity.MachineId;

/** Judges the records of a peer's Hello. Runs on a pool of the links and may take its time. */
@FunctionalInterface
public interface HelloVerifier {
    /** Whether both records are valid now and speak of the machine that TLS proved. */
    Judgement judge(MachineId proven, byte[] announcement, byte[] advert);

    /** The answer. */
    sealed interface Judgement {}

    /** Both records hold, and name this agent. */
    record Accepted(AgentId agent) implements Judgement {}

    /**
     * At least one does not.
     *
     * @param cause {@link DownCause#HELLO_MISMATCH} or {@link DownCause#HELLO_REFUSED}
     * @param why for our log and the peer's
     */
    record Refused(DownCause cause, String why) implements Judgement {}
}
