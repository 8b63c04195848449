// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec.wire;

import dev.x0x.identity.keys.Digest;

import java.nio.ByteBuffer;

/** What a request asks for, as one digest: the {@code content} of audit and replay set. */
public final class RequestContent {
    private RequestContent() {}

    /**
     * SHA-256(Request's frame bytes ‖ stdin_total u64BE ‖ stdin_sha256) (DECISIONS B4). Not A5's
     * {@code request_sha256}: that is of the carrier body.
     *
     * @throws IllegalArgumentException if the two are not of one request
     */
    public static byte[] sha256(ToServer.Open open, ToServer.Request request) {
        if (!open.id().equals(request.id())) {
            throw new IllegalArgumentException("open of " + open.id() + " for " + request.id());
        }
        return Digest.sha256(
                FrameWriter.bytes(request),
                ByteBuffer.allocate(Long.BYTES).putLong(open.stdinTotal()).array(),
                open.stdinSha256());
    }
}
