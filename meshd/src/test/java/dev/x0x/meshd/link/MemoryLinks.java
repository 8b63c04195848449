// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.link;

import dev.x0x.identity.AgentId;
import dev.x0x.identity.MachineId;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Links without a network, for the tests of those who use links. All events come on the one thread
 * of the {@link Net}, in the order in which things were done. Nothing is lost unless asked for.
 */
public final class MemoryLinks implements Links {
    private final Net net;
    private final MachineId self;
    private final PeerHello hello;
    private final LinkListener listener;
    private final InetSocketAddress address;
    private final Map<MachineId, End> ends = new ConcurrentHashMap<>();
    private final AtomicBoolean closed = new AtomicBoolean();

    /** What joins them: a thread and a table of addresses. */
    public static final class Net implements AutoCloseable {
        private final ExecutorService loop =
                Executors.newSingleThreadExecutor(
                        Thread.ofPlatform().daemon().name("memory-link").factory());
        private final Map<InetSocketAddress, MemoryLinks> members = new ConcurrentHashMap<>();
        private final AtomicInteger port = new AtomicInteger(1000);

        public Net() {}

        /** A machine on this net, whose Hello carries these records. */
        public MemoryLinks join(
                MachineId self,
                AgentId agent,
                byte[] announcement,
                byte[] advert,
                LinkListener listener) {
            PeerHello hello =
                    new PeerHello(agent, 1, 0, Duration.ofSeconds(5), announcement, advert);
            MemoryLinks joined = new MemoryLinks(this, self, hello, listener);
            members.put(joined.address, joined);
            return joined;
        }

        /** Breaks the link between two machines as a dead network would. */
        public void cut(MemoryLinks one, MemoryLinks other) {
            one.drop(other.self, DownCause.SILENT);
            other.drop(one.self, DownCause.SILENT);
        }

        @Override
        public void close() {
            loop.shutdownNow();
        }
    }

    private MemoryLinks(Net net, MachineId self, PeerHello hello, LinkListener listener) {
        this.net = net;
        this.self = self;
        this.hello = hello;
        this.listener = listener;
        this.address =
                new InetSocketAddress(InetAddress.getLoopbackAddress(), net.port.incrementAndGet());
    }

    /** One side of a link. */
    private final class End implements Link {
        private final MemoryLinks there;
        private final boolean weDialled;
        private final Traffic in = new Traffic();
        private final Traffic out = new Traffic();
        private final AtomicBoolean full = new AtomicBoolean();
        private final Instant since = Instant.now();
        private volatile boolean down;

        End(MemoryLinks there, boolean weDialled) {
            this.there = there;
            this.weDialled = weDialled;
        }

        @Override
        public MachineId peer() {
            return there.self;
        }

        @Override
        public PeerHello hello() {
            return there.hello;
        }

        @Override
        public boolean send(FramePriority priority, byte[] frame) {
            if (frame.length > MAX_FRAME) {
                throw new IllegalArgumentException("frame of " + frame.length + " bytes");
            }
            if (down || full.get()) {
                return false;
            }
            out.count(frame);
            net.loop.execute(() -> there.arrived(self, frame));
            return true;
        }

        @Override
        public Duration rtt() {
            return Duration.ofMillis(1);
        }

        @Override
        public InetSocketAddress remote() {
            return there.address;
        }

        @Override
        public boolean weDialled() {
            return weDialled;
        }

        @Override
        public void close(String reason) {
            drop(there.self, DownCause.CLOSED);
            there.drop(self, DownCause.CLOSED);
        }
    }

    private void arrived(MachineId from, byte[] frame) {
        End end = ends.get(from);
        if (end != null) {
            end.in.count(frame);
            listener.frame(end, frame);
        }
    }

    private void drop(MachineId peer, DownCause cause) {
        End end = ends.remove(peer);
        if (end != null) {
            end.down = true;
            net.loop.execute(() -> listener.down(end, cause));
        }
    }

    /** Makes the queue toward {@code peer} full, or lets it drain, which is told. */
    public void full(MachineId peer, boolean full) {
        End end = ends.get(peer);
        if (end.full.getAndSet(full) && !full) {
            net.loop.execute(() -> listener.writable(end));
        }
    }

    @Override
    public InetSocketAddress localAddress() {
        return address;
    }

    @Override
    public Link dial(MachineId expected, InetSocketAddress at, Duration timeout)
            throws DialException {
        Optional<Link> up = to(expected);
        if (up.isPresent()) {
            return up.get();
        }
        MemoryLinks there = net.members.get(at);
        if (expected.equals(self)) {
            throw new DialException(DownCause.SELF, "this is our own machine");
        } else if (there == null || there.closed.get() || closed.get()) {
            throw new DialException(DownCause.TIMEOUT, "nobody answers at " + at);
        } else if (!there.self.equals(expected)) {
            throw new DialException(DownCause.WRONG_MACHINE, "another machine answers at " + at);
        }
        End ours = new End(there, true);
        End theirs = there.new End(this, false);
        ends.put(expected, ours);
        there.ends.put(self, theirs);
        net.loop.execute(() -> there.listener.up(theirs));
        net.loop.execute(() -> listener.up(ours));
        return ours;
    }

    @Override
    public Link dial(InetSocketAddress at, Duration timeout) throws DialException {
        MemoryLinks there = net.members.get(at);
        if (there == null) {
            throw new DialException(DownCause.TIMEOUT, "nobody answers at " + at);
        }
        return dial(there.self, at, timeout);
    }

    @Override
    public Optional<Link> to(MachineId machine) {
        return Optional.ofNullable(ends.get(machine));
    }

    @Override
    public List<LinkView> views() {
        return ends.values().stream().map(MemoryLinks::view).toList();
    }

    private static LinkView view(End end) {
        return new LinkView(
                end.peer(),
                end.hello().agent(),
                end.remote(),
                end.weDialled(),
                end.rtt(),
                false,
                end.in.bytes(),
                end.out.bytes(),
                end.in.frames(),
                end.out.frames(),
                end.since);
    }

    @Override
    public LinkCounters counters() {
        return new LinkCounters(0, 0, Map.of(), Map.of(), List.of(), 0);
    }

    @Override
    public void close() {
        closed.set(true);
        for (End end : List.copyOf(ends.values())) {
            drop(end.peer(), DownCause.STOPPING);
            end.there.drop(self, DownCause.STOPPING);
        }
    }
}
