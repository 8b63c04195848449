// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec.session;

import dev.x0x.acl.DenialReason;
import dev.x0x.exec.audit.StdStream;
import dev.x0x.exec.audit.WarningKind;
import dev.x0x.exec.wire.ToCaller;

import java.util.List;
import java.util.OptionalLong;

/**
 * What an executor must do next, in list order. What follows an audit effect waits until that
 * record is durable.
 */
public sealed interface ServerEffect {
    /** Start the child with this stdin. */
    record StartChild(byte[] stdin) implements ServerEffect {}

    /** Send a signal to the child's whole group. Never waits for anything before it. */
    record SignalGroup(int signal) implements ServerEffect {}

    /** Stop reading a stream of the child: the child blocks on it. */
    record Pause(StdStream stream) implements ServerEffect {}

    /** Read the stream again. */
    record Resume(StdStream stream) implements ServerEffect {}

    /** Erase the session's keys at once: its caller has lost the right to it (DECISIONS B3). */
    record DropKeys() implements ServerEffect {}

    /** Close our ends of the child's pipes. */
    record GiveUpOutput() implements ServerEffect {}

    /** Record that the child runs. */
    record AuditStarted(long pid) implements ServerEffect {}

    /** Record a warning; bytes where it is about output. */
    record AuditWarning(WarningKind kind, OptionalLong bytes) implements ServerEffect {}

    /** Record the end. */
    record AuditExit(End end) implements ServerEffect {}

    /** Record that it was refused after all: nothing ran. */
    record AuditDenial(DenialReason reason) implements ServerEffect {}

    /** Tell the caller that its session is open: the end-to-end acknowledgement of the Request. */
    record Accept() implements ServerEffect {}

    /** Send these frames in one session record; none is an echo alone. */
    record SendRecord(List<ToCaller> frames) implements ServerEffect {}

    /**
     * Send the end by envelope, kept going until acknowledged; {@code kept} is what a later
     * question is answered with.
     */
    record SendEnd(List<ToCaller> frames, List<ToCaller> kept) implements ServerEffect {}

    /** Nothing more will come: free the slot, erase the keys. */
    record Close() implements ServerEffect {}
}
