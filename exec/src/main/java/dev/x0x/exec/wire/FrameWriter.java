// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec.wire;

import dev.x0x.identity.codec.BincodeWriter;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Frames to bytes: bincode, no prefix, nothing between them. */
final class FrameWriter {
    private static final int HEAD = 4 + 16; // variant, id
    private static final int COUNT = 8;
    private static final int CHUNK = HEAD + 4 + COUNT; // and the seq

    private FrameWriter() {}

    static void all(List<? extends ExecFrame> frames, BincodeWriter out) {
        frames.forEach(frame -> one(frame, out));
    }

    static byte[] bytes(ExecFrame frame) {
        var out = new BincodeWriter(size(frame));
        one(frame, out);
        return out.toBytes();
    }

    private static void one(ExecFrame frame, BincodeWriter out) {
        switch (frame) {
            case ToServer.Request it -> request(it, out);
            case ToServer.LeaseRenew it -> head(1, it, out);
            case ToCaller.Started it -> head(2, it, out).u32(it.pid());
            case ToCaller.Stdout it -> head(3, it, out).u32(it.seq()).vec(it.data());
            case ToCaller.Stderr it -> head(4, it, out).u32(it.seq()).vec(it.data());
            case ToCaller.Warning it ->
                    head(5, it, out).u32(WireCodes.of(it.kind())).string(it.message());
            case ToCaller.Exit it -> exit(it, out);
            case ToServer.Cancel it -> head(7, it, out);
            case ToServer.Open it -> open(it, out);
            case ToServer.Stdin it -> head(9, it, out).u32(it.seq()).vec(it.data());
            case ToServer.StdinEnd it -> head(10, it, out);
            case ToCaller.ExitDetail it -> exitDetail(it, out);
            case Ack it ->
                    head(12, it, out)
                            .u8(WireCodes.of(it.stream()))
                            .u32(it.nextSeq())
                            .u64(it.credit());
            case ToServer.Query it -> head(13, it, out);
            case ToCaller.Accepted it -> head(14, it, out).raw(it.ephCt());
        }
    }

    static int size(List<? extends ExecFrame> frames) {
        int size = 0;
        for (ExecFrame frame : frames) {
            size = Math.addExact(size, size(frame));
        }
        return size;
    }

    /** How many bytes {@link #bytes} gives, without making them. */
    static int size(ExecFrame frame) {
        return switch (frame) {
            case ToServer.Request it -> requestSize(it);
            case ToServer.LeaseRenew _ -> HEAD;
            case ToCaller.Started _ -> HEAD + 4;
            case ToCaller.Stdout it -> CHUNK + it.data().length;
            case ToCaller.Stderr it -> CHUNK + it.data().length;
            case ToCaller.Warning it -> HEAD + 4 + textSize(it.message());
            case ToCaller.Exit it ->
                    HEAD
                            + (it.code().isPresent() ? 5 : 1)
                            + (it.signal().isPresent() ? 5 : 1)
                            + 3 * 8
                            + 1
                            + (it.denialReason().isPresent() ? 5 : 1);
            case ToServer.Cancel _ -> HEAD;
            case ToServer.Open it -> HEAD + 32 + it.ephEk().length + 4 + 8 + 32;
            case ToServer.Stdin it -> CHUNK + it.data().length;
            case ToServer.StdinEnd _ -> HEAD;
            case ToCaller.ExitDetail it ->
                    HEAD + 4 + (it.retryAfterMs().isPresent() ? 9 : 1) + 3 * 32;
            case Ack _ -> HEAD + 1 + 4 + 8;
            case ToServer.Query _ -> HEAD;
            case ToCaller.Accepted it -> HEAD + it.ephCt().length;
        };
    }

    private static BincodeWriter head(int variant, ExecFrame frame, BincodeWriter out) {
        return out.u32(variant)
                .u64(Long.reverseBytes(frame.id().high()))
                .u64(Long.reverseBytes(frame.id().low()));
    }

    private static void request(ToServer.Request it, BincodeWriter out) {
        head(0, it, out).count(it.argv().size());
        it.argv().forEach(out::string);
        out.option(it.stdin().isPresent());
        it.stdin().ifPresent(out::vec);
        out.u32(it.timeoutMs()).option(it.cwd().isPresent());
        it.cwd().ifPresent(out::string);
    }

    private static int requestSize(ToServer.Request it) {
        long size = HEAD + COUNT + 1 + 4 + 1;
        for (String token : it.argv()) {
            size += textSize(token);
        }
        size += it.stdin().map(stdin -> COUNT + stdin.length).orElse(0);
        size += it.cwd().map(FrameWriter::textSize).orElse(0);
        return Math.toIntExact(size);
    }

    private static int textSize(String text) {
        return COUNT + text.getBytes(StandardCharsets.UTF_8).length;
    }

    private static void open(ToServer.Open it, BincodeWriter out) {
        byte[] secret = it.secret().exposeSecret();
        try {
            head(8, it, out)
                    .raw(secret)
                    .raw(it.ephEk())
                    .u32(it.leaseMs())
                    .u64(it.stdinTotal())
                    .raw(it.stdinSha256());
        } finally {
            Arrays.fill(secret, (byte) 0);
        }
    }

    private static void exit(ToCaller.Exit it, BincodeWriter out) {
        head(6, it, out).option(it.code().isPresent());
        it.code().ifPresent(out::u32);
        out.option(it.signal().isPresent());
        it.signal().ifPresent(out::u32);
        out.u64(it.durationMs())
                .u64(it.stdoutBytesTotal())
                .u64(it.stderrBytesTotal())
                .bool(it.truncated())
                .option(it.denialReason().isPresent());
        it.denialReason().ifPresent(reason -> out.u32(WireCodes.of(reason)));
    }

    private static void exitDetail(ToCaller.ExitDetail it, BincodeWriter out) {
        head(11, it, out).u32(WireCodes.of(it.outcome())).option(it.retryAfterMs().isPresent());
        it.retryAfterMs().ifPresent(out::u64);
        out.raw(it.stdoutSha256()).raw(it.stderrSha256()).raw(it.requestSha256());
    }
}
