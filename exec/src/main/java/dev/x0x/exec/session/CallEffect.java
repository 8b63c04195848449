// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec.session;

import dev.x0x.exec.audit.StdStream;
import dev.x0x.exec.audit.WarningKind;
import dev.x0x.exec.wire.ToServer;

import java.util.List;

/** What a requester must do next, in list order. */
public sealed interface CallEffect {
    /** The executor has the request and its session is open. */
    record Accepted() implements CallEffect {}

    /** The command runs there under this pid. */
    record Started(long pid) implements CallEffect {}

    /** The next bytes of an output stream; {@code seq} counts the pieces of the stream from 0. */
    record Deliver(StdStream stream, long seq, byte[] bytes) implements CallEffect {}

    /** A warning, each kind once. */
    record Warned(WarningKind kind, String message) implements CallEffect {}

    /** Send these frames in one session record. */
    record SendRecord(List<ToServer> frames) implements CallEffect {}

    /** Ask by envelope what became of the request. */
    record SendQuery() implements CallEffect {}

    /** Ask by envelope that it be ended. */
    record SendCancel() implements CallEffect {}

    /** It is over. Nothing follows. */
    record Finish(CallEnd end) implements CallEffect {}
}
