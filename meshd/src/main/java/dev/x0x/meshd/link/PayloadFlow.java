// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.link;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.quic.QuicStreamChannel;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What is under way on one connection, and how a connection ends without losing any of it: each
 * side ends its payload stream, and answers the other's end with {@code DRAINED} once all before it
 * has arrived. Event loop only.
 */
final class PayloadFlow {
    private static final Logger LOG = LoggerFactory.getLogger(PayloadFlow.class);

    /** The least time that acknowledgements get before a close (guess; see {@link #linger}). */
    private static final Duration LINGER = Duration.ofMillis(100);

    private final Connection connection;
    private Optional<QuicStreamChannel> out = Optional.empty();
    private Optional<DownCause> finishing = Optional.empty();
    private int unwritten;
    private boolean ended;
    private long lastWrite = System.nanoTime() - LINGER.toNanos();
    private boolean peerFinished;
    private boolean peerDrained;

    PayloadFlow(Connection connection) {
        this.connection = connection;
    }

    /** Our payload stream is there. */
    void opened(QuicStreamChannel stream) {
        out = Optional.of(stream);
    }

    /** Whether payload can be written now. */
    boolean writable() {
        return connection.isUp()
                && finishing.isEmpty()
                && out.isPresent()
                && out.get().isWritable();
    }

    void send(List<byte[]> frames) {
        QuicStreamChannel stream = out.orElseThrow();
        write(stream, Frames.payloads(stream.alloc(), frames));
    }

    /** Writes on either of our streams. */
    void write(QuicStreamChannel stream, ByteBuf bytes) {
        unwritten++;
        lastWrite = System.nanoTime();
        stream.writeAndFlush(bytes)
                .addListener(
                        done -> {
                            unwritten--;
                            if (!done.isSuccess()) {
                                connection.broken("write", done.cause());
                            }
                            endOurs();
                        });
    }

    /** Writes that the peer has not made room for yet. */
    int unwritten() {
        return unwritten;
    }

    /**
     * Sends nothing more, and closes with {@code cause} once both sides have all that was under
     * way, at the latest after {@code deadline}.
     */
    void finish(DownCause cause, Duration deadline) {
        if (!connection.isUp() || finishing.isPresent()) {
            return;
        }
        finishing = Optional.of(cause);
        connection.after(deadline, () -> connection.close(cause, text(cause)));
        endOurs();
        closeIfDrained();
    }

    // The codec's FIN overtakes what waits in its own queue and makes that fail: write first.
    private void endOurs() {
        if (ended || finishing.isEmpty() || unwritten > 0 || out.isEmpty() || !connection.isUp()) {
            return;
        }
        ended = true;
        out.get()
                .shutdownOutput()
                .addListener(done -> LOG.trace("payload ended: {}", done.isSuccess()));
    }

    /** The peer sends no more payload, and we have read all of it. */
    void peerFinished() {
        peerFinished = true;
    }

    /** The peer has read all that we sent. */
    void peerDrained() {
        peerDrained = true;
        closeIfDrained();
    }

    /** Closes if there is nothing more to wait for. */
    void closeIfDrained() {
        if (peerDrained && finishing.isPresent()) {
            DownCause cause = finishing.get();
            if (peerFinished || cause == DownCause.STOPPING) {
                connection.close(cause, text(cause));
            }
        }
    }

    /**
     * How long to hold a close back: the codec sends it once, and not at all while the congestion
     * window is full, and the peer would be left with silence instead of a reason. Zero if nothing
     * can be in the way.
     */
    Duration linger(Duration rtt) {
        Duration wait = LINGER.compareTo(rtt.multipliedBy(2)) > 0 ? LINGER : rtt.multipliedBy(2);
        boolean recent = System.nanoTime() - lastWrite < wait.toNanos();
        return peerDrained || (unwritten == 0 && !recent) ? Duration.ZERO : wait;
    }

    private static String text(DownCause cause) {
        return cause == DownCause.STOPPING ? "daemon stopping" : "another connection stays";
    }

    boolean isFinishing() {
        return finishing.isPresent();
    }

    boolean hasPeerFinished() {
        return peerFinished;
    }
}
