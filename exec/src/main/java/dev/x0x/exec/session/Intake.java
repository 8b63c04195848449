// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec.session;

import dev.x0x.exec.audit.StdStream;
import dev.x0x.exec.wire.Ack;
import dev.x0x.exec.wire.ToServer;
import dev.x0x.identity.RequestId;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What a caller receives of both output streams, and when it says so. */
final class Intake {
    /** News wait this long for company; guess. */
    private static final Duration ACK_DELAY = Duration.ofMillis(20);

    /** Credit that is announced at once. */
    private static final long ACK_EVERY = OutStream.WINDOW / 4;

    private static final class Half {
        final InStream in = new InStream();
        long pieces;
        long announced = OutStream.WINDOW;
    }

    private final RequestId id;
    private final Map<StdStream, Half> halves = new EnumMap<>(StdStream.class);
    private Duration ackAt;

    Intake(RequestId id) {
        this.id = id;
        halves.put(StdStream.STDOUT, new Half());
        halves.put(StdStream.STDERR, new Half());
    }

    List<CallEffect> take(StdStream stream, long seq, byte[] bytes, Duration uptime) {
        ackAt = ackAt == null ? uptime.plus(ACK_DELAY) : ackAt;
        return given(stream, halves.get(stream).in.accept(seq, bytes));
    }

    /** The same for what rides in the end: nobody acknowledges that. */
    List<CallEffect> takeLast(StdStream stream, long seq, byte[] bytes) {
        return given(stream, halves.get(stream).in.acceptLast(seq, bytes));
    }

    private List<CallEffect> given(StdStream stream, List<byte[]> pieces) {
        List<CallEffect> effects = new ArrayList<>();
        for (byte[] piece : pieces) {
            effects.add(new CallEffect.Deliver(stream, halves.get(stream).pieces++, piece));
        }
        return effects;
    }

    void consumed(StdStream stream, long bytes, Duration uptime) {
        halves.get(stream).in.consumed(bytes);
        ackAt = ackAt == null ? uptime.plus(ACK_DELAY) : ackAt;
    }

    /** Whether news are to be told now. */
    boolean due(Duration uptime) {
        boolean much =
                halves.values().stream()
                        .anyMatch(half -> half.in.credit() - half.announced >= ACK_EVERY);
        return much || (ackAt != null && uptime.compareTo(ackAt) >= 0);
    }

    /** When news are due at the latest, or null if there are none. */
    Duration dueAt() {
        return ackAt;
    }

    /** What is here and what may come, of both streams. */
    List<ToServer> acks() {
        ackAt = null;
        List<ToServer> acks = new ArrayList<>();
        halves.forEach(
                (stream, half) -> {
                    half.announced = half.in.credit();
                    acks.add(new Ack(id, stream, half.in.next(), half.in.credit()));
                });
        return acks;
    }

    byte[] sha256(StdStream stream) {
        return halves.get(stream).in.sha256();
    }

    long received(StdStream stream) {
        return halves.get(stream).in.received();
    }
}
