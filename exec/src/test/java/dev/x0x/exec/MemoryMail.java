// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec;

import dev.x0x.exec.audit.Via;
import dev.x0x.exec.wire.ExecFrame;
import dev.x0x.exec.wire.ExecPayload;
import dev.x0x.identity.MachineId;
import dev.x0x.identity.codec.MalformedException;
import dev.x0x.identity.keys.Digest;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * A mesh in memory: seals nothing, and loses, repeats, reorders, holds and refuses as the test
 * says.
 */
final class MemoryMail {
    private static final Duration LIFE = Duration.ofSeconds(30);
    private static final Duration REPEAT = Duration.ofMillis(200);

    /** One message on its way. */
    record Message(Peer from, Peer to, byte[] payload, byte[] sha256, long createdUnixMs) {
        List<ExecFrame> frames() {
            try {
                return ExecPayload.decode(payload);
            } catch (MalformedException e) {
                throw new AssertionError(e);
            }
        }

        boolean has(Class<? extends ExecFrame> type) {
            return frames().stream().anyMatch(type::isInstance);
        }
    }

    final World world;
    final Random random;
    final List<Message> messages = new ArrayList<>();

    /** Every copy that was handed to a link. */
    final List<Message> sent = new ArrayList<>();

    final List<Message> held = new ArrayList<>();
    Predicate<Message> hold = _ -> false;
    double loss;
    boolean unreachable;
    boolean linkFull;
    int recordsOffered;
    int recordsDelivered;
    Function<Peer, Caller> judge = MemoryMail::trusted;

    private final Map<MachineId, ExecPort> ports = new HashMap<>();
    private final Map<MachineId, Set<ByteBuffer>> seen = new HashMap<>();
    private final Map<ByteBuffer, Copy> copies = new HashMap<>();
    private long serial;

    MemoryMail(World world, long seed) {
        this.world = world;
        this.random = new Random(seed);
    }

    static Caller trusted(Peer peer) {
        return new Caller.Trusted(peer, via(peer));
    }

    static Via via(Peer peer) {
        return new Via(peer.machine(), Optional.empty(), true);
    }

    /** Who is at a machine from now on: a daemon that was started, or started again. */
    void attach(MachineId machine, ExecPort port) {
        ports.put(machine, port);
        seen.put(machine, new HashSet<>());
    }

    PeerMail of(Peer self) {
        return new OfPeer(self);
    }

    private void travel(Runnable arrive) {
        int times = random.nextDouble() < loss ? 0 : random.nextDouble() < loss ? 2 : 1;
        for (int i = 0; i < times; i++) {
            Duration way = Duration.ofMillis(loss > 0 ? 1 + random.nextInt(30) : 0);
            if (way.isZero()) {
                world.run(arrive);
            } else {
                var unused = world.at(world.now().plus(way), arrive);
            }
        }
    }

    void transmit(Message message) {
        if (unreachable) {
            return;
        }
        sent.add(message);
        if (!ports.containsKey(message.to().machine())) {
            acknowledged(message.sha256()); // a requester without a daemon hears everything
        } else if (hold.test(message)) {
            held.add(message);
        } else {
            travel(() -> deliver(message));
        }
    }

    /** Lets go what was held, newest first, and holds no more. */
    void release() {
        hold = _ -> false;
        List<Message> all = new ArrayList<>(held.reversed());
        held.clear();
        all.forEach(this::transmit);
    }

    void deliver(Message message) {
        ExecPort port = ports.get(message.to().machine());
        if (port == null) {
            return;
        }
        if (!seen.get(message.to().machine()).add(ByteBuffer.wrap(message.sha256()))) {
            port.repeated(message.sha256());
            return;
        }
        port.receive(
                judge.apply(message.from()),
                new ReceivedMail(
                        message.payload(),
                        message.sha256(),
                        message.createdUnixMs(),
                        () -> travel(() -> acknowledged(message.sha256()))));
    }

    private void acknowledged(byte[] sha256) {
        Copy copy = copies.get(ByteBuffer.wrap(sha256));
        if (copy != null) {
            copy.settle();
        }
    }

    /** Seals a message without sending it. */
    Message seal(Peer from, Peer to, byte[] payload) {
        byte[] number = ByteBuffer.allocate(Long.BYTES).putLong(serial++).array();
        Message message =
                new Message(
                        from,
                        to,
                        payload,
                        Digest.sha256(number, payload),
                        world.clock().instant().toEpochMilli());
        messages.add(message);
        return message;
    }

    /** The messages that carried such a frame, in order. */
    List<Message> with(Class<? extends ExecFrame> type) {
        return messages.stream().filter(message -> message.has(type)).toList();
    }

    private final class Copy implements PeerMail.Posted {
        private final Message message;
        private final Duration until;
        private boolean settled;

        Copy(Message message) {
            this.message = message;
            this.until = world.now().plus(LIFE);
        }

        @Override
        public byte[] bodySha256() {
            return message.sha256();
        }

        @Override
        public void again() {
            if (world.now().compareTo(until) < 0) {
                transmit(message);
            }
        }

        @Override
        public void settle() {
            settled = true;
        }

        private void repeat() {
            if (!settled && world.now().compareTo(until) < 0) {
                again();
                var unused = world.at(world.now().plus(REPEAT), this::repeat);
            }
        }
    }

    private final class OfPeer implements PeerMail {
        private final Peer self;

        OfPeer(Peer self) {
            this.self = self;
        }

        @Override
        public CompletableFuture<Posted> post(Peer to, byte[] payload, Effort effort) {
            CompletableFuture<Posted> posted = new CompletableFuture<>();
            byte[] copyOfPayload = payload.clone();
            world.run(
                    () -> {
                        if (unreachable) {
                            posted.completeExceptionally(
                                    new NotSentException("no address is known"));
                            return;
                        }
                        Message message = seal(self, to, copyOfPayload);
                        Copy copy = new Copy(message);
                        copies.put(ByteBuffer.wrap(message.sha256()), copy);
                        posted.complete(copy);
                        switch (effort) {
                            case ONCE -> copy.again();
                            case UNTIL_SETTLED -> copy.repeat();
                        }
                    });
            return posted;
        }

        @Override
        public boolean record(MachineId to, byte[] record) {
            recordsOffered++;
            if (linkFull || unreachable) {
                return false;
            }
            travel(
                    () -> {
                        if (!unreachable && ports.containsKey(to)) {
                            recordsDelivered++;
                            ports.get(to).record(record);
                        }
                    });
            return true;
        }

        @Override
        public boolean reachable(MachineId machine) {
            return !unreachable;
        }

        @Override
        public Duration rtt(MachineId machine) {
            return Duration.ofMillis(1);
        }
    }
}
