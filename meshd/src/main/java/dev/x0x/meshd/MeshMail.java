// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd;

import dev.x0x.exec.NotSentException;
import dev.x0x.exec.Peer;
import dev.x0x.exec.PeerMail;
import dev.x0x.identity.MachineId;
import dev.x0x.meshd.mail.NotPostedException;
import dev.x0x.meshd.mail.Outbox;
import dev.x0x.meshd.mail.Paths;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** The outbox as exec needs it. */
record MeshMail(Outbox outbox, Paths paths) implements PeerMail {
    @Override
    public CompletableFuture<Posted> post(Peer to, byte[] payload, Effort effort) {
        Outbox.Effort how =
                switch (effort) {
                    case ONCE -> Outbox.Effort.ONCE;
                    case UNTIL_SETTLED -> Outbox.Effort.UNTIL_SETTLED;
                };
        return outbox.post(to.agent(), to.machine(), payload, how)
                .<Posted>thenApply(OfMail::new)
                .exceptionallyCompose(failed -> CompletableFuture.failedFuture(reason(failed)));
    }

    private static Throwable reason(Throwable failed) {
        Throwable cause = failed instanceof CompletionException ? failed.getCause() : failed;
        return cause instanceof NotPostedException why
                ? new NotSentException(why.getMessage())
                : cause;
    }

    @Override
    public boolean record(MachineId to, byte[] record) {
        return outbox.record(to, record);
    }

    @Override
    public boolean reachable(MachineId machine) {
        return paths.reaches(machine);
    }

    @Override
    public Duration rtt(MachineId machine) {
        return paths.rtt(machine);
    }

    private record OfMail(dev.x0x.meshd.mail.Posted posted) implements Posted {
        @Override
        public byte[] bodySha256() {
            return posted.bodySha256();
        }

        @Override
        public void again() {
            posted.again();
        }

        @Override
        public void settle() {
            posted.settle();
        }
    }
}
