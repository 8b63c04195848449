// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec.wire;

import dev.x0x.acl.DenialReason;
import dev.x0x.exec.audit.Outcome;
import dev.x0x.exec.audit.WarningKind;
import dev.x0x.identity.RequestId;
import dev.x0x.identity.keys.MlKem;

import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** What an executor says to a requester. */
public sealed interface ToCaller extends ExecFrame
        permits ToCaller.Started,
                ToCaller.Stdout,
                ToCaller.Stderr,
                ToCaller.Warning,
                ToCaller.Exit,
                ToCaller.ExitDetail,
                ToCaller.Accepted,
                Ack {

    /**
     * 2: it runs.
     *
     * @param pid u32
     */
    record Started(RequestId id, long pid) implements ToCaller {
        public Started {
            Objects.requireNonNull(id);
            Fields.u32("pid", pid);
        }
    }

    /**
     * 3: a piece of its output.
     *
     * @param seq u32, from 0 for each stream
     */
    record Stdout(RequestId id, long seq, byte[] data) implements ToCaller {
        public Stdout {
            Objects.requireNonNull(id);
            Fields.u32("seq", seq);
            Objects.requireNonNull(data);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Stdout same
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
            return "Stdout[id=%s, seq=%d, data=%s]".formatted(id, seq, Fields.size(data));
        }
    }

    /**
     * 4: a piece of its error output.
     *
     * @param seq u32, from 0 for each stream
     */
    record Stderr(RequestId id, long seq, byte[] data) implements ToCaller {
        public Stderr {
            Objects.requireNonNull(id);
            Fields.u32("seq", seq);
            Objects.requireNonNull(data);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Stderr same
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
            return "Stderr[id=%s, seq=%d, data=%s]".formatted(id, seq, Fields.size(data));
        }
    }

    /**
     * 5: something the operator should know of.
     *
     * @throws IllegalArgumentException for text that UTF-8 cannot carry
     */
    record Warning(RequestId id, WarningKind kind, String message) implements ToCaller {
        public Warning {
            Objects.requireNonNull(id);
            Objects.requireNonNull(kind);
            Fields.text("message", message);
        }
    }

    /**
     * 6: how it ended, in the words of the field.
     *
     * @param durationMs u64
     * @param stdoutBytesTotal u64
     * @param stderrBytesTotal u64
     * @param truncated whether output beyond a cap was discarded
     */
    record Exit(
            RequestId id,
            OptionalInt code,
            OptionalInt signal,
            long durationMs,
            long stdoutBytesTotal,
            long stderrBytesTotal,
            boolean truncated,
            Optional<DenialReason> denialReason)
            implements ToCaller {
        public Exit {
            Objects.requireNonNull(id);
            Objects.requireNonNull(code);
            Objects.requireNonNull(signal);
            Objects.requireNonNull(denialReason);
        }
    }

    /**
     * 11: directly before an Exit: what the field's words leave out.
     *
     * @param retryAfterMs u64
     * @param stdoutSha256 digest of exactly the bytes put into Stdout frames, in order of seq
     * @param stderrSha256 the same for Stderr
     * @param requestSha256 digest of the carrier body of the Request that this end belongs to
     * @throws IllegalArgumentException for a digest of other than 32 bytes
     */
    record ExitDetail(
            RequestId id,
            Outcome outcome,
            OptionalLong retryAfterMs,
            byte[] stdoutSha256,
            byte[] stderrSha256,
            byte[] requestSha256)
            implements ToCaller {
        public ExitDetail {
            Objects.requireNonNull(id);
            Objects.requireNonNull(outcome);
            Objects.requireNonNull(retryAfterMs);
            Fields.length("stdout_sha256", stdoutSha256.length, Fields.SHA256);
            Fields.length("stderr_sha256", stderrSha256.length, Fields.SHA256);
            Fields.length("request_sha256", requestSha256.length, Fields.SHA256);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof ExitDetail same
                    && id.equals(same.id)
                    && outcome == same.outcome
                    && retryAfterMs.equals(same.retryAfterMs)
                    && Arrays.equals(stdoutSha256, same.stdoutSha256)
                    && Arrays.equals(stderrSha256, same.stderrSha256)
                    && Arrays.equals(requestSha256, same.requestSha256);
        }

        @Override
        public int hashCode() {
            int streams = 31 * Arrays.hashCode(stdoutSha256) + Arrays.hashCode(stderrSha256);
            return Objects.hash(id, outcome, retryAfterMs, streams, Arrays.hashCode(requestSha256));
        }

        @Override
        public String toString() {
            return "ExitDetail[id=%s, outcome=%s, retryAfterMs=%s, three digests]"
                    .formatted(id, outcome.code(), retryAfterMs);
        }
    }

    /**
     * 14: the Request is recorded; its session has keys (DECISIONS A6).
     *
     * @param ephCt the encapsulation to {@link ToServer.Open#ephEk}, 1,088 bytes
     * @throws IllegalArgumentException for another length
     */
    record Accepted(RequestId id, byte[] ephCt) implements ToCaller {
        public Accepted {
            Objects.requireNonNull(id);
            Fields.length("eph_ct", ephCt.length, MlKem.CIPHERTEXT);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Accepted same
                    && id.equals(same.id)
                    && Arrays.equals(ephCt, same.ephCt);
        }

        @Override
        public int hashCode() {
            return 31 * id.hashCode() + Arrays.hashCode(ephCt);
        }

        @Override
        public String toString() {
            return "Accepted[id=%s, ephCt=%s]".formatted(id, Fields.size(ephCt));
        }
    }
}
