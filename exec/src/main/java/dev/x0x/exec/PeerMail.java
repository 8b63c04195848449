// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec;

import dev.x0x.identity.MachineId;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** What exec needs of the mesh: sealed mail to one peer, and session records to its machine. */
public interface PeerMail {
    /** How long a message is kept going out. */
    enum Effort {
        /** One copy; whoever wants it asks again. */
        ONCE,
        /** Copies until {@link Posted#settle}, an acknowledgement, or the end of its life. */
        UNTIL_SETTLED
    }

    /** A message that has been sealed and handed to a link. */
    interface Posted {
        /** SHA-256 of the carrier body: what acknowledgements and ends name. */
        byte[] bodySha256();

        /** Hands the same bytes to a link once more, if they still live. */
        void again();

        /** Stops the copies. */
        void settle();
    }

    /**
     * Seals {@code payload} for {@code to} and hands it to a link, dialling if there is none. Never
     * blocks.
     *
     * @return completes with the posted message, or fails with {@link NotSentException}
     */
    CompletableFuture<Posted> post(Peer to, byte[] payload, Effort effort);

    /**
     * Hands a session record to a link. Never blocks; false if there is no path or its queue is
     * full.
     */
    boolean record(MachineId to, byte[] record);

    /** Whether there is a path to this machine now. */
    boolean reachable(MachineId machine);

    /** The smoothed round trip to this machine; a guess while unknown. */
    Duration rtt(MachineId machine);
}
