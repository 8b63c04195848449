// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec;

import dev.x0x.acl.DenialReason;
import dev.x0x.exec.wire.Direction;
import dev.x0x.exec.wire.ExecFrame;
import dev.x0x.exec.wire.Rides;
import dev.x0x.exec.wire.ToCaller;
import dev.x0x.exec.wire.ToServer;
import dev.x0x.exec.wire.Units;
import dev.x0x.identity.RequestId;
import dev.x0x.identity.codec.MalformedException;
import dev.x0x.identity.codec.Refusal;
import dev.x0x.identity.keys.Digest;

import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;

/** Whether what arrived together belongs together. */
final class RequestShape {
    private static final Optional<byte[]> NOTHING = Optional.of(new byte[0]);

    private RequestShape() {}

    /**
     * Inline stdin, or none, must be what Open promises; streamed stdin is judged when it is there.
     */
    static Optional<DenialReason> fault(ToServer.Open open, ToServer.Request asked) {
        Optional<byte[]> inline =
                open.stdinTotal() == 0 ? asked.stdin().or(() -> NOTHING) : asked.stdin();
        boolean whole =
                inline.map(
                                stdin ->
                                        stdin.length == open.stdinTotal()
                                                && MessageDigest.isEqual(
                                                        Digest.sha256(stdin), open.stdinSha256()))
                        .orElse(true);
        return whole && open.stdinTotal() >= 0
                ? Optional.empty()
                : Optional.of(DenialReason.MALFORMED_FRAME);
    }

    /** Frames of a record toward the executor, checked. */
    static List<ToServer> toServer(RequestId id, List<ExecFrame> frames) throws MalformedException {
        Units.check(Direction.TO_EXECUTOR, Rides.RECORD, frames);
        ofSession(id, frames);
        return frames.stream().map(ToServer.class::cast).toList();
    }

    private static void ofSession(RequestId id, List<ExecFrame> frames) throws MalformedException {
        for (ExecFrame frame : frames) {
            if (!frame.id().equals(id)) {
                throw new MalformedException(
                        Refusal.BAD_UNIT, "a frame of " + frame.id() + " in a record of " + id);
            }
        }
    }

    /** Frames of a record toward the requester, checked. */
    static List<ToCaller> toCaller(RequestId id, List<ExecFrame> frames) throws MalformedException {
        Units.check(Direction.TO_REQUESTER, Rides.RECORD, frames);
        ofSession(id, frames);
        return frames.stream().map(ToCaller.class::cast).toList();
    }
}
