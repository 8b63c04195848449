// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec.wire;

import dev.x0x.acl.DenialReason;
import dev.x0x.identity.RequestId;
import dev.x0x.identity.codec.BincodeReader;
import dev.x0x.identity.codec.MalformedException;
import dev.x0x.identity.codec.Refusal;
import dev.x0x.identity.keys.MlKem;
import dev.x0x.identity.keys.SecretKeyBytes;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Frames from bytes: bincode, no prefix, nothing between them. */
final class FrameReader {
    private static final int ID = 16;
    // the length of a string before its first byte: what the shortest argument takes
    private static final int COUNT = 8;

    private FrameReader() {}

    /**
     * All frames up to the end, none included. After one whole frame, whatever is not a further
     * whole frame is {@code trailing_bytes}, whatever its own fault (vectors, definition 2).
     */
    static List<ExecFrame> all(BincodeReader in) throws MalformedException {
        var frames = new ArrayList<ExecFrame>(4);
        while (in.remaining() > 0) {
            try {
                frames.add(frame(in));
            } catch (MalformedException e) {
                if (frames.isEmpty()) {
                    throw e;
                }
                throw new MalformedException(
                        Refusal.TRAILING_BYTES,
                        "after %d frames: %s".formatted(frames.size(), e.getMessage()));
            }
        }
        return List.copyOf(frames);
    }

    private static ExecFrame frame(BincodeReader in) throws MalformedException {
        long variant = in.u32();
        if (variant > 14) {
            throw new MalformedException(Refusal.UNKNOWN_VARIANT, "frame variant " + variant);
        }
        RequestId id = RequestId.of(in.raw(ID));
        return switch ((int) variant) {
            case 0 -> request(id, in);
            case 1 -> new ToServer.LeaseRenew(id);
            case 2 -> new ToCaller.Started(id, in.u32());
            case 3 -> new ToCaller.Stdout(id, in.u32(), in.vec());
            case 4 -> new ToCaller.Stderr(id, in.u32(), in.vec());
            case 5 -> new ToCaller.Warning(id, WireCodes.warningKind(in.u32()), in.string());
            case 6 -> exit(id, in);
            case 7 -> new ToServer.Cancel(id);
            case 8 -> open(id, in);
            case 9 -> new ToServer.Stdin(id, in.u32(), in.vec());
            case 10 -> new ToServer.StdinEnd(id);
            case 11 -> exitDetail(id, in);
            case 12 -> new Ack(id, WireCodes.stream(in.u8()), in.u32(), in.u64());
            case 13 -> new ToServer.Query(id);
            case 14 -> new ToCaller.Accepted(id, in.raw(MlKem.CIPHERTEXT));
            default -> throw new IllegalStateException("variant " + variant);
        };
    }

    private static ToServer.Request request(RequestId id, BincodeReader in)
            throws MalformedException {
        int count = in.count();
        // a count is only a claim: room for no more than the bytes at hand can hold
        var argv = new ArrayList<String>(Math.min(count, in.remaining() / COUNT));
        for (int i = 0; i < count; i++) {
            argv.add(in.string());
        }
        Optional<byte[]> stdin = in.option() ? Optional.of(in.vec()) : Optional.empty();
        long timeoutMs = in.u32();
        Optional<String> cwd = in.option() ? Optional.of(in.string()) : Optional.empty();
        return new ToServer.Request(id, argv, stdin, timeoutMs, cwd);
    }

    private static ToServer.Open open(RequestId id, BincodeReader in) throws MalformedException {
        return new ToServer.Open(
                id,
                SecretKeyBytes.take(in.raw(ToServer.Open.SECRET)),
                in.raw(MlKem.PUBLIC_KEY),
                in.u32(),
                in.u64(),
                in.raw(Fields.SHA256));
    }

    private static ToCaller.Exit exit(RequestId id, BincodeReader in) throws MalformedException {
        OptionalInt code = in.option() ? OptionalInt.of(in.i32()) : OptionalInt.empty();
        OptionalInt signal = in.option() ? OptionalInt.of(in.i32()) : OptionalInt.empty();
        long durationMs = in.u64();
        long stdoutTotal = in.u64();
        long stderrTotal = in.u64();
        boolean truncated = in.bool();
        var denial =
                in.option()
                        ? Optional.of(WireCodes.denialReason(in.u32()))
                        : Optional.<DenialReason>empty();
        return new ToCaller.Exit(
                id, code, signal, durationMs, stdoutTotal, stderrTotal, truncated, denial);
    }

    private static ToCaller.ExitDetail exitDetail(RequestId id, BincodeReader in)
            throws MalformedException {
        return new ToCaller.ExitDetail(
                id,
                WireCodes.outcome(in.u32()),
                in.option() ? OptionalLong.of(in.u64()) : OptionalLong.empty(),
                in.raw(Fields.SHA256),
                in.raw(Fields.SHA256),
                in.raw(Fields.SHA256));
    }
}
