// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec.session;

import dev.x0x.exec.audit.StdStream;
import dev.x0x.exec.wire.ExecPayload;
import dev.x0x.exec.wire.ToCaller;
import dev.x0x.identity.RequestId;
import dev.x0x.identity.keys.Digest;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * The frames of an end envelope: Started? Stdout* Stderr* Warning* ExitDetail Exit (DECISIONS A4).
 */
public final class EndFrames {
    private EndFrames() {}

    static ToCaller chunk(RequestId id, StdStream stream, OutStream.Chunk chunk) {
        return stream == StdStream.STDOUT
                ? new ToCaller.Stdout(id, chunk.seq, chunk.bytes)
                : new ToCaller.Stderr(id, chunk.seq, chunk.bytes);
    }

    /**
     * The end and as much unacknowledged output as fits into one envelope beside it, each stream
     * without a gap.
     */
    static List<ToCaller> of(
            Terms terms, List<ToCaller> notices, OutStream stdout, OutStream stderr, End end) {
        List<ToCaller> frames =
                new ArrayList<>(notices.stream().filter(EndFrames::isStarted).toList());
        int room = ExecPayload.MAX - ExecPayload.length(kept(terms, notices, stdout, stderr, end));
        room = add(frames, terms.id(), StdStream.STDOUT, stdout.rest(), room);
        add(frames, terms.id(), StdStream.STDERR, stderr.rest(), room);
        frames.addAll(notices.stream().filter(notice -> !isStarted(notice)).toList());
        addEnd(frames, terms.id(), terms.requestSha256(), stdout.sha256(), stderr.sha256(), end);
        return frames;
    }

    private static int add(
            List<ToCaller> frames,
            RequestId id,
            StdStream stream,
            List<OutStream.Chunk> chunks,
            int room) {
        int left = room;
        for (OutStream.Chunk chunk : chunks) {
            ToCaller frame = chunk(id, stream, chunk);
            int length = ExecPayload.length(List.of(frame)) - ExecPayload.length(List.of());
            if (length > left) {
                break;
            }
            frames.add(frame);
            left -= length;
        }
        return left;
    }

    /** Whether all unacknowledged output found room. */
    static boolean holdsAll(List<ToCaller> frames, OutStream stdout, OutStream stderr) {
        long output =
                frames.stream()
                        .filter(
                                frame ->
                                        frame instanceof ToCaller.Stdout
                                                || frame instanceof ToCaller.Stderr)
                        .count();
        return output == stdout.rest().size() + stderr.rest().size();
    }

    /** The same without output: what is kept to answer a later question with. */
    static List<ToCaller> kept(
            Terms terms, List<ToCaller> notices, OutStream stdout, OutStream stderr, End end) {
        List<ToCaller> frames = new ArrayList<>(notices);
        addEnd(frames, terms.id(), terms.requestSha256(), stdout.sha256(), stderr.sha256(), end);
        return frames;
    }

    /** The end of a request that has no session: refused, or known from the audit file only. */
    public static List<ToCaller> bare(RequestId id, byte[] requestSha256, End end) {
        List<ToCaller> frames = new ArrayList<>();
        addEnd(
                frames,
                id,
                requestSha256,
                digestAfterRestart(end.stdoutTotal()),
                digestAfterRestart(end.stderrTotal()),
                end);
        return frames;
    }

    /** The same end, as the answer to the envelope with this digest. */
    public static List<ToCaller> naming(List<ToCaller> end, byte[] requestSha256) {
        List<ToCaller> frames = new ArrayList<>();
        for (ToCaller frame : end) {
            frames.add(
                    frame instanceof ToCaller.ExitDetail detail
                            ? new ToCaller.ExitDetail(
                                    detail.id(),
                                    detail.outcome(),
                                    detail.retryAfterMs(),
                                    detail.stdoutSha256(),
                                    detail.stderrSha256(),
                                    requestSha256)
                            : frame);
        }
        return frames;
    }

    /**
     * Output that an earlier run of the daemon took has no digest any more; zeros match nothing, so
     * that nobody takes an empty output for all of it.
     */
    private static byte[] digestAfterRestart(long total) {
        byte[] nothing = Digest.sha256(new byte[0]);
        return total == 0 ? nothing : new byte[nothing.length];
    }

    private static boolean isStarted(ToCaller frame) {
        return frame instanceof ToCaller.Started;
    }

    private static void addEnd(
            List<ToCaller> frames,
            RequestId id,
            byte[] request,
            byte[] stdout,
            byte[] stderr,
            End end) {
        frames.add(
                new ToCaller.ExitDetail(
                        id, end.outcome(), OptionalLong.empty(), stdout, stderr, request));
        frames.add(
                new ToCaller.Exit(
                        id,
                        end.code(),
                        end.signal(),
                        end.duration().toMillis(),
                        end.stdoutTotal(),
                        end.stderrTotal(),
                        end.truncated(),
                        end.denial()));
    }
}
