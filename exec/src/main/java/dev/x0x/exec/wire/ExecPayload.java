// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec.wire;

import dev.x0x.identity.codec.BincodeReader;
import dev.x0x.identity.codec.BincodeWriter;
import dev.x0x.identity.codec.MalformedException;
import dev.x0x.identity.codec.Refusal;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * What an envelope carries for exec: a prefix, then one or more frames back to back (PROTOCOL.md
 * §3). The codec judges neither order nor company of frames; {@link Units} does.
 */
public final class ExecPayload {
    /** The longest payload, prefix included. */
    public static final int MAX = 49_152;

    private static final byte[] PREFIX = "x0x-exec-v1\0".getBytes(StandardCharsets.US_ASCII);

    private ExecPayload() {}

    /** The 12 bytes that every exec payload begins with, a copy. */
    public static byte[] prefix() {
        return PREFIX.clone();
    }

    /** Whether these bytes claim to be an exec payload. */
    public static boolean claims(byte[] payload) {
        return payload.length >= PREFIX.length
                && Arrays.equals(payload, 0, PREFIX.length, PREFIX, 0, PREFIX.length);
    }

    /**
     * The frames of a payload, at least one.
     *
     * @throws MalformedException {@code length_too_large}, {@code missing_prefix}, the first
     *     frame's own fault, or {@code trailing_bytes} for any fault after it
     */
    public static List<ExecFrame> decode(byte[] payload) throws MalformedException {
        var in = new BincodeReader(payload, MAX);
        if (!claims(payload)) {
            throw new MalformedException(
                    Refusal.MISSING_PREFIX, "exec payload does not begin with x0x-exec-v1");
        }
        in.skip(PREFIX.length);
        List<ExecFrame> frames = FrameReader.all(in);
        if (frames.isEmpty()) {
            throw new MalformedException(Refusal.TRUNCATED, "exec payload holds no frame");
        }
        return frames;
    }

    /**
     * The payload of these frames.
     *
     * @throws IllegalArgumentException for no frame, or for more than {@link #MAX} bytes: see
     *     {@link #length}
     */
    public static byte[] encode(List<? extends ExecFrame> frames) {
        int length = length(frames);
        if (frames.isEmpty() || length > MAX) {
            throw new IllegalArgumentException(
                    frames.size() + " frames of " + length + " bytes, at most " + MAX);
        }
        byte[] payload = Arrays.copyOf(PREFIX, length);
        FrameWriter.all(frames, BincodeWriter.into(payload, PREFIX.length));
        return payload;
    }

    /** How many bytes {@link #encode} gives for these frames. */
    public static int length(List<? extends ExecFrame> frames) {
        return PREFIX.length + FrameWriter.size(frames);
    }
}
