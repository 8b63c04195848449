// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.link;

import dev.x0x.identity.MachineId;
import dev.x0x.identity.codec.MalformedException;
import dev.x0x.identity.keys.SigningKeyPair;

import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.util.concurrent.Future;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Links over QUIC. One event loop carries them all; signatures are checked beside it. */
public final class QuicLinks implements Links {
    /** How long a stop waits for peers to take what is queued, and for goodbyes to leave. */
    private static final Duration STOP = Duration.ofSeconds(1);

    private final MachineId self;
    private final MultiThreadIoEventLoopGroup loop;
    private final ExecutorService slow;
    private final LinkTable table;
    private final Dials dials;
    private final Sockets sockets;

    /**
     * What links need from the rest of the daemon.
     *
     * @param machineKey proves this machine; not closed by us
     * @param offer what to say in Hello; may sign, so it is asked beside the event loop
     * @param admits whom to let in when it dials us; asked on the event loop, so it must be quick.
     *     Whom we dial is our own choice and not asked
     */
    public record Wiring(
            SigningKeyPair machineKey,
            Supplier<HelloOffer> offer,
            HelloVerifier verifier,
            Predicate<MachineId> admits,
            LinkListener listener,
            SecureRandom random,
            InstantSource clock) {}

    private QuicLinks(LinkSettings settings, Wiring wiring) throws IOException {
        self = machine(wiring.machineKey());
        loop =
                new MultiThreadIoEventLoopGroup(
                        1,
                        Thread.ofPlatform().daemon().name("link").factory(),
                        NioIoHandler.newFactory());
        slow =
                Executors.newFixedThreadPool(
                        2, Thread.ofPlatform().daemon().name("link-verify-", 0).factory());
        LinkTerms terms =
                new LinkTerms(
                        settings, self, wiring.offer(), wiring.verifier(), wiring.admits(), slow);
        table = new LinkTable(self, wiring.listener(), loop, wiring.clock());
        HalfOpen halfOpen = new HalfOpen(settings);
        dials = new Dials(table, new Outward(terms));
        table.watch(halfOpen);
        table.watch(dials);
        LinkTls tls =
                new LinkTls(
                        LinkCertificate.make(wiring.machineKey(), wiring.random()),
                        wiring.random());
        try {
            sockets =
                    Sockets.open(
                            loop,
                            settings.bind(),
                            tls,
                            slow,
                            new RetryTokens(wiring.random(), halfOpen::waiting),
                            proof ->
                                    new Connection(
                                            terms,
                                            table,
                                            proof,
                                            false,
                                            settings.handshakeTimeout()));
        } catch (IOException e) {
            free();
            throw e;
        }
    }

    /**
     * Listens, and is ready to dial.
     *
     * @throws IOException if the address cannot be bound
     */
    public static QuicLinks open(LinkSettings settings, Wiring wiring) throws IOException {
        return new QuicLinks(settings, wiring);
    }

    private static MachineId machine(SigningKeyPair key) {
        try {
            return MachineId.derive(key.publicKey());
        } catch (MalformedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Makes our connections; knows the sockets only once they are open. */
    private final class Outward implements Dials.Dialler {
        private final LinkTerms terms;

        Outward(LinkTerms terms) {
            this.terms = terms;
        }

        @Override
        public Connection connection(Optional<MachineId> expected, Duration timeout) {
            return new Connection(terms, table, new Proof(expected), true, timeout);
        }

        @Override
        public Future<QuicChannel> connect(Connection connection, InetSocketAddress address) {
            return sockets.connect(connection, connection.proof(), address);
        }
    }

    @Override
    public InetSocketAddress localAddress() {
        return sockets.localAddress();
    }

    @Override
    public Link dial(MachineId expected, InetSocketAddress address, Duration timeout)
            throws DialException, InterruptedException {
        Dials.Target target = new Dials.Target(Optional.of(expected), address);
        if (expected.equals(self)) {
            throw Dials.failure(
                    target, new Connection.Ending(DownCause.SELF, "this is our own machine"));
        }
        Optional<PeerLink> up = table.to(expected);
        return up.isPresent() ? up.get() : dial(target, timeout);
    }

    @Override
    public Link dial(InetSocketAddress address, Duration timeout)
            throws DialException, InterruptedException {
        return dial(new Dials.Target(Optional.empty(), address), timeout);
    }

    private Link dial(Dials.Target target, Duration timeout)
            throws DialException, InterruptedException {
        if (target.address().isUnresolved()) {
            throw Dials.failure(
                    target,
                    new Connection.Ending(DownCause.UNREACHABLE, "the name has no address"));
        }
        CompletableFuture<Link> answer = new CompletableFuture<>();
        try {
            loop.execute(() -> dials.dial(target, timeout, answer));
            return answer.get(timeout.toMillis() + 100, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof DialException refused) {
                throw refused;
            }
            throw new IllegalStateException("a dial failed in an unforeseen way", e.getCause());
        } catch (TimeoutException e) {
            throw Dials.failure(
                    target, new Connection.Ending(DownCause.TIMEOUT, "no answer in time"));
        } catch (RejectedExecutionException e) {
            throw Dials.failure(target, new Connection.Ending(DownCause.STOPPING, "we stop"));
        }
    }

    @Override
    public Optional<Link> to(MachineId machine) {
        return table.to(machine).map(link -> link);
    }

    @Override
    public List<LinkView> views() {
        return table.all().stream().map(PeerLink::view).toList();
    }

    @Override
    public LinkCounters counters() {
        return table.counters();
    }

    /** QUIC connections there are, whatever they carry; for tests. */
    int connections() {
        return table.connections();
    }

    @Override
    public void close() {
        CompletableFuture<Void> gone = new CompletableFuture<>();
        try {
            loop.execute(() -> stop(gone));
            gone.get(2 * STOP.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException | ExecutionException | TimeoutException e) {
            gone.cancel(false); // closed before, or a peer does not listen: go on
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        sockets.close();
        free();
    }

    private void stop(CompletableFuture<Void> gone) {
        dials.stop();
        table.stop(STOP, () -> gone.complete(null));
    }

    private void free() {
        slow.shutdownNow();
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
    }
}
