// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.mesh;

import dev.x0x.identity.Endpoint;
import dev.x0x.identity.MachineId;
import dev.x0x.identity.codec.MalformedException;
import dev.x0x.meshd.envelope.CarrierHeads;
import dev.x0x.meshd.envelope.NetworkHash;
import dev.x0x.meshd.gossip.Event;
import dev.x0x.meshd.gossip.Overlay;
import dev.x0x.meshd.gossip.OverlaySettings;
import dev.x0x.meshd.gossip.OverlayView;
import dev.x0x.meshd.gossip.unicast.CarrierHead;
import dev.x0x.meshd.gossip.unicast.NextHops;
import dev.x0x.meshd.gossip.wire.Hint;
import dev.x0x.meshd.gossip.wire.OverlayCodec;
import dev.x0x.meshd.gossip.wire.OverlayFrame;
import dev.x0x.meshd.gossip.wire.SignedRecord;
import dev.x0x.meshd.link.Link;
import dev.x0x.meshd.link.Links;
import dev.x0x.meshd.mail.Relay;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * The daemon's node of the overlay: one thread owns the machine, links and timers feed it. Safe for
 * use by any thread; no method blocks unless it says so.
 */
public final class Mesh implements Relay, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Mesh.class);

    private static final Duration LOOK_AT_LINKS = Duration.ofSeconds(1);
    private static final Duration TO_STOP = Duration.ofSeconds(2);
    private static final Duration JUMP = Duration.ofSeconds(30); // DECISIONS D3

    private final Wiring wiring;
    private final Overlay overlay;
    private final Hands hands;
    private final LinkWatch watch;
    private final LinkedBlockingQueue<Runnable> queue = new LinkedBlockingQueue<>();
    private final Backlog backlog = new Backlog();
    private final Thread thread;
    private volatile boolean stopped;

    // Of the thread.
    private Optional<Duration> wakeAt = Optional.empty();
    private Duration lookAt = Duration.ZERO;
    private long wallAheadMs;

    /**
     * What the mesh needs of the daemon.
     *
     * @param verify runs signature checks
     * @param uptime how long the daemon has run; monotonic
     * @param floors what was taken before the restart
     */
    public record Wiring(
            MachineId self,
            NetworkHash network,
            Links links,
            OverlaySettings settings,
            RandomGenerator random,
            InstantSource clock,
            Supplier<Duration> uptime,
            Executor verify,
            PeerCache cache,
            RecordFloors floors,
            Arrivals arrivals) {}

    /** A node that does nothing before {@link #start}. */
    public Mesh(Wiring wiring) {
        this.wiring = wiring;
        overlay = new Overlay(wiring.self(), wiring.settings(), wiring.random());
        hands = new Hands(wiring, this::enqueue, this::take, at -> wakeAt = Optional.of(at));
        watch = new LinkWatch(wiring.links());
        thread = Thread.ofVirtual().name("mesh").unstarted(this::run);
    }

    /**
     * Begins: cached peers first, bootstrap addresses beside them.
     *
     * @param self where we can be dialled, as far as we know
     */
    public void start(Hint self, List<Endpoint> bootstrap) {
        wallAheadMs = wallAhead();
        List<Hint> cached = wiring.cache().load();
        for (RecordFloors.Floor each : wiring.floors().load(wiring.clock().millis())) {
            // That very version is welcome once more: the record itself was not kept.
            overlay.floor(each.key(), each.version() - 1);
        }
        enqueue(() -> take(new Event.Started(self, bootstrap, cached)));
        wiring.links().views().forEach(view -> wiring.links().to(view.peer()).ifPresent(this::up));
        thread.start();
    }

    private long wallAhead() {
        return wiring.clock().millis() - wiring.uptime().get().toMillis();
    }

    private void run() {
        while (!stopped) {
            try {
                Runnable next = queue.poll(pause().toNanos(), TimeUnit.NANOSECONDS);
                if (next != null) {
                    next.run();
                }
                timers();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException e) {
                // One frame's mishap must not end the mesh; the machine's tables are bounded.
                LOG.error("the mesh could not handle an event", e);
            }
        }
    }

    private Duration pause() {
        Duration now = wiring.uptime().get();
        Duration until = wakeAt.filter(at -> at.compareTo(lookAt) < 0).orElse(lookAt);
        Duration left = until.minus(now);
        return left.isNegative() ? Duration.ZERO : left;
    }

    private void timers() {
        Duration now = wiring.uptime().get();
        if (wakeAt.filter(at -> at.compareTo(now) <= 0).isPresent()) {
            wakeAt = Optional.empty();
            take(new Event.Wake());
        }
        if (now.compareTo(lookAt) >= 0) {
            lookAt = now.plus(LOOK_AT_LINKS);
            long ahead = wallAhead();
            if (Math.abs(ahead - wallAheadMs) > JUMP.toMillis()) {
                wallAheadMs = ahead;
                take(new Event.Resumed());
            }
            watch.changes().forEach(this::take);
            hands.saveCache(now, () -> overlay.view().membership().cache());
        }
    }

    private void take(Event event) {
        hands.perform(overlay.on(event, wiring.uptime().get(), wiring.clock().millis()));
    }

    private void enqueue(Runnable task) {
        queue.add(task);
    }

    /** A link is up; that it is told twice does no harm. */
    public void up(Link link) {
        enqueue(() -> tookUp(link));
    }

    private void tookUp(Link link) {
        boolean replaces = watch.isUp(link.peer());
        if (!watch.up(link)) {
            return;
        }
        if (replaces) {
            take(new Event.LinkDown(link.peer())); // the peer restarted before its old link ended
        }
        try {
            take(Greetings.of(link));
        } catch (MalformedException e) {
            LOG.warn("a Hello that was accepted cannot be read: {}", e.getMessage());
        }
    }

    /** A link is down. */
    public void down(Link link) {
        enqueue(
                () -> {
                    if (watch.down(link)) {
                        take(new Event.LinkDown(link.peer()));
                    }
                });
    }

    /** A link that refused a frame has room again. */
    public void writable(Link link) {
        enqueue(() -> take(new Event.LinkWritable(link.peer())));
    }

    /** A payload frame: of the overlay, or a carrier frame that is not ours to open at once. */
    public void frame(Link link, byte[] bytes) {
        if (backlog.offer(link.peer(), bytes)) {
            // Not this frame but the one whose turn it is: as many are taken as came.
            enqueue(() -> backlog.poll().ifPresent(next -> take(read(next.from(), next.frame()))));
        }
    }

    private Event read(MachineId from, byte[] bytes) {
        try {
            if (bytes.length > 0 && bytes[0] == OverlayFrame.MARK) {
                return new Event.Heard(from, OverlayCodec.decode(bytes), bytes.length);
            }
            CarrierHead head = CarrierHeads.read(bytes, wiring.network());
            return new Event.Arrived(from, head, bytes, CarrierHeads.custodyOf(head, bytes));
        } catch (MalformedException e) {
            return new Event.Malformed(from);
        }
    }

    @Override
    public boolean reaches(MachineId machine) {
        return hands.aliveWithin(machine) && neighbours();
    }

    @Override
    public boolean neighbours() {
        return neighbourCount() > 0;
    }

    /** How many neighbours there are. */
    public int neighbourCount() {
        return hands.neighbours();
    }

    @Override
    public boolean post(byte[] frame, int attempt) {
        if (stopped || !neighbours() || !hands.roomForOwn(frame.length)) {
            return false;
        }
        enqueue(
                () -> {
                    hands.ownTaken(frame.length);
                    try {
                        CarrierHead head = CarrierHeads.read(frame, wiring.network());
                        take(new Event.Post(head, frame, attempt));
                    } catch (MalformedException e) {
                        throw new IllegalStateException("our own carrier frame", e);
                    }
                });
        return true;
    }

    @Override
    public void outcome(MachineId machine, boolean arrived) {
        enqueue(() -> take(new Event.Acknowledged(machine, arrived)));
    }

    /** A new record of our own: sent to everyone. */
    public void publish(SignedRecord signed) {
        enqueue(() -> take(new Event.Publish(signed)));
    }

    /** A verified record that came by another way, so that we can serve it. */
    public void known(SignedRecord signed) {
        enqueue(() -> take(new Event.Known(signed)));
    }

    /** Our addresses or our reachability changed. */
    public void selfChanged(Hint self) {
        enqueue(() -> take(new Event.SelfChanged(self)));
    }

    /** Which machines belong to contacts whom the operator trusts: all of them, each time. */
    public void trusted(Set<MachineId> machines) {
        enqueue(() -> take(new Event.Trusted(machines)));
    }

    /** Shows the link of our chain that is due. */
    public void beat(int slot, long chain, byte[] link) {
        enqueue(() -> take(new Event.Beat(slot, chain, link)));
    }

    /** Takes a machine's link down, whatever uses it. */
    public void cutOff(MachineId machine, String why) {
        wiring.links().to(machine).ifPresent(link -> link.close(why));
    }

    /** Asks the mesh for the newest record; completes empty if nobody has it. */
    public CompletableFuture<Optional<SignedRecord>> seek(SignedRecord.Key key) {
        CompletableFuture<Optional<SignedRecord>> answer = new CompletableFuture<>();
        enqueue(
                () -> {
                    hands.await(key, answer);
                    take(new Event.Seek(key));
                });
        return answer;
    }

    /** What the overlay is like now; empty when the mesh has stopped. Blocks for a moment. */
    public Optional<OverlayView> view() {
        CompletableFuture<OverlayView> answer = new CompletableFuture<>();
        enqueue(() -> answer.complete(overlay.view()));
        return Waiting.forIt(answer);
    }

    /** The ways on toward a machine. Blocks for a moment. */
    public Optional<NextHops> nextHops(MachineId machine) {
        CompletableFuture<Optional<NextHops>> answer = new CompletableFuture<>();
        enqueue(() -> answer.complete(overlay.nextHops(machine)));
        return Waiting.forIt(answer).flatMap(hops -> hops);
    }

    /** The clock by which the times in its views count. */
    public Duration uptime() {
        return wiring.uptime().get();
    }

    /** Frames dropped because their link said more than the mesh's thread could take in. */
    public long overflows() {
        return backlog.dropped();
    }

    /** Stops; what was worth keeping is saved. */
    @Override
    public void close() {
        stopped = true;
        thread.interrupt();
        try {
            // Hands and machine are the thread's for as long as it runs.
            if (thread.getState() == Thread.State.NEW || thread.join(TO_STOP)) {
                hands.close();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
