// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec.wire;

import dev.x0x.identity.RequestId;
import dev.x0x.identity.keys.MlKem;
import dev.x0x.identity.keys.SecretKeyBytes;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** What a requester says to an executor. */
public sealed interface ToServer extends ExecFrame
        permits ToServer.Request,
                ToServer.LeaseRenew,
                ToServer.Cancel,
                ToServer.Open,
                ToServer.Stdin,
                ToServer.StdinEnd,
                ToServer.Query,
                Ack {

    /**
     * 0: run this.
     *
     * @param stdin the whole of the input, when it fits here; streamed input comes as {@link Stdin}
     * @param timeoutMs u32
     * @throws IllegalArgumentException for a number out of range, or text that UTF-8 cannot carry
     */
    record Request(
            RequestId id,
            List<String> argv,
            Optional<byte[]> stdin,
            long timeoutMs,
            Optional<String> cwd)
            implements ToServer {
        public Request {
            Objects.requireNonNull(id);
            Objects.requireNonNull(stdin);
            argv = List.copyOf(argv);
            argv.forEach(token -> Fields.text("argument", token));
            cwd.ifPresent(path -> Fields.text("cwd", path));
            Fields.u32("timeout_ms", timeoutMs);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Request same
                    && id.equals(same.id)
                    && argv.equals(same.argv)
                    && Arrays.equals(stdin.orElse(null), same.stdin.orElse(null))
                    && timeoutMs == same.timeoutMs
                    && cwd.equals(same.cwd);
        }

        @Override
        public int hashCode() {
            int named = Objects.hash(id, argv, timeoutMs, cwd);
            return 31 * named + Arrays.hashCode(stdin.orElse(null));
        }

        /** Counts only: arguments may hold what does not belong in a log. */
        @Override
        public String toString() {
            return "Request[id=%s, argv=%d tokens, stdin=%s, timeoutMs=%d, cwd=%s]"
                    .formatted(id, argv.size(), stdin.map(Fields::size), timeoutMs, cwd);
        }
    }

    /** 1: keep it running; what counts is the record that carries it (DECISIONS C1). */
    record LeaseRenew(RequestId id) implements ToServer {}

    /** 7: stop it. */
    record Cancel(RequestId id) implements ToServer {}

    /**
     * 8: directly before a Request: what the session's keys come from, and the whole of its input.
     *
     * @param secret 32 bytes, mixed into the session keys (DECISIONS A6)
     * @param ephEk the requester's fresh ML-KEM-768 encapsulation key, 1,184 bytes
     * @param leaseMs u32
     * @param stdinTotal u64, bytes of input, inline or streamed
     * @param stdinSha256 digest of all of the input, 32 bytes
     * @throws IllegalArgumentException for another length or a number out of range
     */
    record Open(
            RequestId id,
            SecretKeyBytes secret,
            byte[] ephEk,
            long leaseMs,
            long stdinTotal,
            byte[] stdinSha256)
            implements ToServer {
        /** Bytes of the secret. */
        public static final int SECRET = 32;

        public Open {
            Objects.requireNonNull(id);
            Fields.length("secret", secret.length(), SECRET);
            Fields.length("eph_ek", ephEk.length, MlKem.PUBLIC_KEY);
            Fields.u32("lease_ms", leaseMs);
            Fields.length("stdin_sha256", stdinSha256.length, Fields.SHA256);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Open same
                    && id.equals(same.id)
                    && secret.equals(same.secret)
                    && Arrays.equals(ephEk, same.ephEk)
                    && leaseMs == same.leaseMs
                    && stdinTotal == same.stdinTotal
                    && Arrays.equals(stdinSha256, same.stdinSha256);
        }

        @Override
        public int hashCode() {
            int named = Objects.hash(id, leaseMs, stdinTotal);
            return (31 * named + Arrays.hashCode(ephEk)) * 31 + Arrays.hashCode(stdinSha256);
        }

        @Override
        public String toString() {
            return "Open[id=%s, secret=%s, ephEk=%s, leaseMs=%d, stdinTotal=%s, stdinSha256=%s]"
                    .formatted(
                            id,
                            secret,
                            Fields.size(ephEk),
                            leaseMs,
                            Long.toUnsignedString(stdinTotal),
                            Fields.size(stdinSha256));
        }
    }

    /**
     * 9: a piece of streamed input.
     *
     * @param seq u32, from 0
     */
    record Stdin(RequestId id, long seq, byte[] data) implements ToServer {
        public Stdin {
            Objects.requireNonNull(id);
            Fields.u32("seq", seq);
            Objects.requireNonNull(data);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Stdin same
                    && id.equals(same.id)
                    && seq == same.seq
                    && Arrays.equals(data, same.data);
        }

        @Override
        public int hashCode() {
            return 31 * Objects.hash(id, seq) + Arrays.hashCode(data);
        }

        @Override
        public String toString() {
            return "Stdin[id=%s, seq=%d, data=%s]".formatted(id, seq, Fields.size(data));
        }
    }

    /** 10: all of the streamed input has been sent. */
    record StdinEnd(RequestId id) implements ToServer {}

    /** 13: what became of it? */
    record Query(RequestId id) implements ToServer {}
}
