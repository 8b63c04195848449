// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.link;

import dev.x0x.identity.MachineId;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicConnectionCloseEvent;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.handler.codec.quic.QuicStreamType;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.AttributeKey;
import io.netty.util.concurrent.Future;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * One QUIC connection: from TLS over Hello to payload frames. Lives on the event loop; fields that
 * other threads may read say so.
 *
 * <p>Streams: control, opened by the dialler; one payload stream each way, opened after Hello. A
 * stream more breaks the protocol.
 */
final class Connection extends ChannelInboundHandlerAdapter implements HelloExchange.Outcome {
    static final AttributeKey<Connection> KEY = AttributeKey.valueOf("x0x-connection");
    private static final Logger LOG = LoggerFactory.getLogger(Connection.class);

    /** How long a connection that another replaces may take to deliver what is under way. */
    private static final Duration DRAIN = Duration.ofSeconds(5);

    private final LinkTerms terms;
    private final LinkTable table;
    private final Proof proof;
    private final boolean weDialled;
    private final Duration timeout;
    private QuicChannel channel;
    private volatile InetSocketAddress remote = new InetSocketAddress(0);
    private Optional<ControlStream> control = Optional.empty();
    private Optional<QuicStreamChannel> payloadIn = Optional.empty();
    private final HelloExchange exchange;
    private final PayloadFlow flow = new PayloadFlow(this);
    private State state = State.SHAKING;
    private Optional<Ending> heardEnding = Optional.empty();
    private final List<Future<?>> timers = new ArrayList<>(2);
    private PeerHello hello;
    private PeerLink link;
    private Pulse pulse;

    private enum State {
        SHAKING,
        UP,
        ENDED
    }

    /** Why a connection ended, for the books and for a person. */
    record Ending(DownCause cause, String why) {}

    /** RFC 9000 §20.1. */
    private static final int NO_ERROR = 0;

    Connection(LinkTerms terms, LinkTable table, Proof proof, boolean weDialled, Duration timeout) {
        this.terms = terms;
        this.table = table;
        this.proof = proof;
        this.weDialled = weDialled;
        this.timeout = timeout;
        this.exchange = new HelloExchange(terms, this);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        channel = (QuicChannel) context.channel();
        channel.attr(KEY).set(this);
        after(timeout, this::giveUp);
        channel.closeFuture().addListener(done -> table.closed(this));
        table.began(this);
    }

    /** Runs {@code task} then, unless the connection has ended. */
    void after(Duration delay, Runnable task) {
        timers.add(channel.eventLoop().schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS));
    }

    private void giveUp() {
        if (state == State.SHAKING) {
            close(DownCause.TIMEOUT, "no hello within " + timeout.toMillis() + " ms");
        }
    }

    /** TLS is through, on both sides of it ours included. */
    @Override
    public void channelActive(ChannelHandlerContext context) {
        Optional<MachineId> who = proof.machine();
        if (state != State.SHAKING) {
            return;
        }
        if (who.isEmpty()) {
            close(DownCause.BAD_CERTIFICATE, "no certificate was shown");
        } else if (who.get().equals(terms.self())) {
            close(DownCause.SELF, "this is the same machine");
        } else if (!weDialled && !terms.admits().test(who.get())) {
            close(DownCause.REFUSED_BY_POLICY, "link policy does not admit this machine");
        } else if (weDialled) {
            openControl();
        }
    }

    private void openControl() {
        channel.createStream(QuicStreamType.BIDIRECTIONAL, new StreamSetup(this))
                .addListener(
                        made -> {
                            if (made.isSuccess()) {
                                exchange.begin();
                            } else {
                                broken("control stream", made.cause());
                            }
                        });
    }

    @Override
    public void onLoop(Runnable task) {
        channel.eventLoop().execute(task);
    }

    @Override
    public void say(Hello ours) {
        if (isOpen()) {
            control.orElseThrow().hello(ours);
        }
    }

    /** A stream begins, whoever opened it. */
    void begins(QuicStreamChannel stream) {
        boolean bidirectional = stream.type() == QuicStreamType.BIDIRECTIONAL;
        if (bidirectional && control.isEmpty() && stream.isLocalCreated() == weDialled) {
            ControlStream handler = new ControlStream(this, stream);
            control = Optional.of(handler);
            stream.pipeline().addLast(handler);
        } else if (!bidirectional && stream.isLocalCreated()) {
            flow.opened(stream);
            stream.pipeline().addLast(new OutboundStream(this));
        } else if (!bidirectional && payloadIn.isEmpty() && (weDialled || isUp())) {
            // Our Hello may overtake nothing, but the acceptor's frames may overtake its Hello:
            // they wait unread. A dialler has no excuse, as it waits for ours.
            payloadIn = Optional.of(stream);
            stream.config().setAutoRead(isUp());
            stream.pipeline().addLast(new PayloadStream(this));
        } else {
            close(DownCause.MALFORMED, "a stream out of turn");
        }
    }

    /** The peer's Hello came. */
    void greeted(byte[] body) {
        exchange.judge(body, proof.machine().orElseThrow(), !weDialled);
    }

    @Override
    public void admit(PeerHello peerHello, Optional<Hello> answer) {
        if (state != State.SHAKING) {
            return;
        }
        state = State.UP;
        hello = peerHello;
        ControlStream stream = control.orElseThrow();
        answer.ifPresent(stream::hello);
        KeepAlive keepAlive =
                new KeepAlive(
                        terms.settings().keepAlive(), peerHello.keepAlive(), System.nanoTime());
        pulse =
                new Pulse(
                        channel.eventLoop(),
                        keepAlive,
                        stream::echo,
                        () -> close(DownCause.SILENT, "nothing heard from the peer"));
        channel.createStream(QuicStreamType.UNIDIRECTIONAL, new StreamSetup(this))
                .addListener(made -> opened(made.isSuccess(), made.cause()));
        if (isUp()) { // a write can have failed by now
            link = table.admitted(this);
        }
        if (isUp()) {
            stream.resume();
            payloadIn.ifPresent(in -> in.config().setAutoRead(true));
        }
    }

    private void opened(boolean success, Throwable cause) {
        if (!success) {
            broken("payload stream", cause);
        } else if (link != null) {
            link.pump();
        }
    }

    void heard() {
        if (pulse != null) {
            pulse.heard();
        }
    }

    void received(byte[] frame) {
        link.received(frame);
    }

    void writabilityChanged() {
        if (link != null) {
            link.pump();
        }
    }

    /** Leaves the field to another connection with the same peer. */
    void retire() {
        flow.finish(DownCause.SUPERSEDED, DRAIN);
    }

    /** The peer sends no more payload here, and we have read all of it. */
    void peerFinished() {
        flow.peerFinished();
        control.orElseThrow().drained();
        link.peerFinished(this);
        flow.closeIfDrained();
    }

    /** Ends the connection and tells the peer why. */
    @Override
    public void close(DownCause cause, String why) {
        if (state == State.ENDED) {
            return;
        }
        boolean wasUp = isUp();
        boolean early =
                state == State.SHAKING
                        && (cause == DownCause.TIMEOUT || cause == DownCause.STOPPING);
        state = State.ENDED; // before the channel answers with events of its own
        Duration linger = flow.linger(pulse == null ? Duration.ZERO : pulse.rtt());
        book(new Ending(cause, why), wasUp);
        if (linger.isZero()) {
            goodbye(cause, why, early);
        } else {
            channel.eventLoop()
                    .schedule(
                            () -> goodbye(cause, why, early),
                            linger.toMillis(),
                            TimeUnit.MILLISECONDS)
                    .addListener(done -> LOG.trace("lingered: {}", done.isSuccess()));
        }
    }

    /**
     * @param early in a handshake that may be half through: an application's close cannot leave
     *     then, and the codec (4.2.18) was seen to send small packets in its place without end,
     *     which stops all links; a transport's close always leaves
     */
    private void goodbye(DownCause cause, String why, boolean early) {
        if (early) {
            channel.close(false, NO_ERROR, Unpooled.EMPTY_BUFFER)
                    .addListener(done -> LOG.trace("close sent: {}", done.isSuccess()));
            return;
        }
        int code = cause.closeCode().orElse(DownCause.MALFORMED.closeCode().getAsInt());
        byte[] reason = why.getBytes(StandardCharsets.UTF_8);
        channel.close(true, code, Unpooled.wrappedBuffer(reason, 0, Math.min(reason.length, 200)))
                .addListener(done -> LOG.trace("close sent: {}", done.isSuccess()));
    }

    /** QUIC or TLS gave up; what they have to tell the peer goes out now. */
    void failed(Throwable cause) {
        if (state != State.ENDED) {
            end(() -> Endings.of(cause));
            // Not from inside the codec's own sending, or its TLS alert would never leave.
            channel.eventLoop()
                    .execute(
                            () ->
                                    channel.close()
                                            .addListener(
                                                    done ->
                                                            LOG.trace(
                                                                    "closed: {}",
                                                                    done.isSuccess())));
        }
    }

    void broken(String where, Throwable cause) {
        LOG.debug("{} of a connection broke", where, cause);
        if (isOpen() && channel.isActive()) {
            close(DownCause.MALFORMED, where + " broke");
        }
    }

    private void end(Supplier<Ending> otherwise) {
        boolean wasUp = isUp();
        state = State.ENDED;
        book(
                proof.failure()
                        .map(refused -> new Ending(refused.cause(), refused.why()))
                        .or(() -> heardEnding)
                        .orElseGet(otherwise),
                wasUp);
    }

    private void book(Ending ending, boolean wasUp) {
        timers.forEach(each -> each.cancel(false));
        if (pulse != null) {
            pulse.stop();
        }
        table.ended(this, wasUp, ending);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (state != State.ENDED) {
            end(() -> new Ending(DownCause.LOST, "the connection broke"));
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        switch (event) {
            case QuicConnectionCloseEvent closed -> {
                heardEnding = Optional.of(Endings.of(closed));
                // Not at once: what came before the close is still being read. Not when QUIC has
                // drained: until then the link would look alive.
                channel.eventLoop().execute(() -> failed(new ClosedChannelException()));
            }
            case SslHandshakeCompletionEvent tls when !tls.isSuccess() ->
                    heardEnding = Optional.of(Endings.of(tls.cause()));
            default -> {}
        }
        context.fireUserEventTriggered(event);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (channel.isActive()) {
            broken("handler", cause);
        } else {
            failed(cause);
        }
    }

    boolean isOpen() {
        return state != State.ENDED;
    }

    boolean isUp() {
        return state == State.UP;
    }

    Proof proof() {
        return proof;
    }

    MachineId peer() {
        return proof.machine().orElseThrow();
    }

    PeerHello hello() {
        return hello;
    }

    PayloadFlow flow() {
        return flow;
    }

    Pulse pulse() {
        return pulse;
    }

    /** Who it is, as far as TLS has proven it. */
    Optional<MachineId> proven() {
        return proof.machine();
    }

    boolean weDialled() {
        return weDialled;
    }

    /** Any thread may ask. A closed channel has forgotten it: then the last known one. */
    InetSocketAddress remote() {
        if (channel.remoteSocketAddress() instanceof InetSocketAddress now) {
            remote = now;
        }
        return remote;
    }
}
