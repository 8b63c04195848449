// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.link;

import dev.x0x.identity.AgentId;
import dev.x0x.identity.MachineId;
import dev.x0x.identity.keys.SigningKeyPair;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/** One machine of the tests, with everything that its listener heard. */
final class Peer implements LinkListener, AutoCloseable {
    static final byte[] NETWORK = new byte[16];
    static final AgentId AGENT = AgentId.of(new byte[32]);
    static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final SecureRandom RANDOM = new SecureRandom();

    final SigningKeyPair key;
    final MachineId machine;
    final QuicLinks links;
    final ConcurrentLinkedQueue<Link> ups = new ConcurrentLinkedQueue<>();
    final ConcurrentLinkedQueue<DownCause> downs = new ConcurrentLinkedQueue<>();
    final ConcurrentLinkedQueue<byte[]> frames = new ConcurrentLinkedQueue<>();
    final AtomicInteger writables = new AtomicInteger();
    volatile Optional<Runnable> onWritable = Optional.empty();

    /** What a test may want otherwise. */
    record Wishes(
            SigningKeyPair key,
            byte[] network,
            Duration keepAlive,
            Predicate<MachineId> admits,
            HelloVerifier verifier,
            InetAddress bind,
            long bootEpoch,
            int halfOpen) {
        static Wishes usual() {
            return new Wishes(
                    SigningKeyPair.generate(RANDOM),
                    NETWORK,
                    Duration.ofSeconds(5),
                    any -> true,
                    (proven, announcement, advert) -> new HelloVerifier.Accepted(AGENT),
                    InetAddress.getLoopbackAddress(),
                    1,
                    8);
        }

        Wishes withNetwork(byte[] other) {
            return new Wishes(key, other, keepAlive, admits, verifier, bind, bootEpoch, halfOpen);
        }

        Wishes withKeepAlive(Duration other) {
            return new Wishes(key, network, other, admits, verifier, bind, bootEpoch, halfOpen);
        }

        Wishes withAdmits(Predicate<MachineId> other) {
            return new Wishes(key, network, keepAlive, other, verifier, bind, bootEpoch, halfOpen);
        }

        Wishes withVerifier(HelloVerifier other) {
            return new Wishes(key, network, keepAlive, admits, other, bind, bootEpoch, halfOpen);
        }

        Wishes withBind(InetAddress other) {
            return new Wishes(
                    key, network, keepAlive, admits, verifier, other, bootEpoch, halfOpen);
        }

        Wishes withHalfOpen(int other) {
            return new Wishes(key, network, keepAlive, admits, verifier, bind, bootEpoch, other);
        }

        Wishes withBootEpoch(long other) {
            return new Wishes(key, network, keepAlive, admits, verifier, bind, other, halfOpen);
        }

        Wishes withKey(SigningKeyPair other) {
            return new Wishes(
                    other, network, keepAlive, admits, verifier, bind, bootEpoch, halfOpen);
        }
    }

    Peer() throws Exception {
        this(Wishes.usual());
    }

    Peer(Wishes wishes) throws Exception {
        key = wishes.key();
        machine = MachineId.derive(key.publicKey());
        links =
                QuicLinks.open(
                        new LinkSettings(
                                new InetSocketAddress(wishes.bind(), 0),
                                wishes.network(),
                                wishes.keepAlive(),
                                Duration.ofSeconds(10),
                                512,
                                wishes.halfOpen()),
                        new QuicLinks.Wiring(
                                key,
                                () ->
                                        new HelloOffer(
                                                wishes.bootEpoch(),
                                                0,
                                                new byte[9000],
                                                new byte[4600]),
                                wishes.verifier(),
                                wishes.admits(),
                                this,
                                RANDOM,
                                InstantSource.system()));
    }

    InetSocketAddress address() {
        return links.localAddress();
    }

    Link dial(Peer other) throws DialException, InterruptedException {
        return links.dial(other.machine, other.address(), PATIENCE);
    }

    Link to(Peer other) {
        await("a link", () -> links.to(other.machine).isPresent());
        return links.to(other.machine).orElseThrow();
    }

    /** QUIC connections that have not ended, whatever they carry. */
    int connections() {
        return links.connections();
    }

    /** Loses all connections with {@code other} without a word that reaches it. */
    void forget(Peer other) {
        to(other).close("forgotten");
        await("the link to go", () -> links.to(other.machine).isEmpty());
    }

    long refused(DownCause cause) {
        return links.counters().refused().getOrDefault(cause, 0L);
    }

    static void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("waited in vain for " + what);
            }
            Thread.onSpinWait();
            java.util.concurrent.locks.LockSupport.parkNanos(1_000_000);
        }
    }

    void awaitRefused(DownCause cause) {
        try {
            await("a refusal: " + cause.code(), () -> refused(cause) > 0);
        } catch (AssertionError e) {
            throw new AssertionError(e.getMessage() + ", there are " + counts(), e);
        }
    }

    private Map<DownCause, Long> counts() {
        return links.counters().refused();
    }

    @Override
    public void up(Link link) {
        ups.add(link);
    }

    @Override
    public void down(Link link, DownCause cause) {
        downs.add(cause);
    }

    @Override
    public void frame(Link link, byte[] payloadFrame) {
        frames.add(payloadFrame);
    }

    @Override
    public void writable(Link link) {
        writables.incrementAndGet();
        onWritable.ifPresent(Runnable::run);
    }

    @Override
    public void close() {
        links.close();
    }
}
