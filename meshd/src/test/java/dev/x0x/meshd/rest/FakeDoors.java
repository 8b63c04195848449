// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.rest;

import dev.x0x.acl.IdentityType;
import dev.x0x.acl.TrustDecision;
import dev.x0x.acl.TrustLevel;
import dev.x0x.identity.AgentId;
import dev.x0x.identity.MachineId;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Every door, remembering what it was asked and answering what a test set. */
final class FakeDoors {
    static final Instant THEN = Instant.ofEpochSecond(1_754_800_000L);

    final FakeExec exec = new FakeExec();
    final List<String> heard = new CopyOnWriteArrayList<>();
    final CountDownLatch shutdown = new CountDownLatch(1);
    final BlockingQueue<DirectDoor.DirectMessage> messages = new LinkedBlockingQueue<>();
    final CountDownLatch listenerClosed = new CountDownLatch(1);
    volatile List<ContactsDoor.Contact> resolved = List.of();
    volatile boolean known = true;
    volatile CardsDoor.ConnectOutcome connect = CardsDoor.ConnectOutcome.DIRECT;
    volatile RuntimeException broken;

    static AgentId agent(int fill) {
        byte[] bytes = new byte[32];
        java.util.Arrays.fill(bytes, (byte) fill);
        return AgentId.of(bytes);
    }

    static MachineId machine(int fill) {
        byte[] bytes = new byte[32];
        java.util.Arrays.fill(bytes, (byte) fill);
        return MachineId.of(bytes);
    }

    static ContactsDoor.Contact contact(int fill, String label) {
        return new ContactsDoor.Contact(
                agent(fill),
                TrustLevel.TRUSTED,
                Optional.ofNullable(label),
                THEN,
                Optional.empty(),
                IdentityType.ANONYMOUS);
    }

    Doors all() {
        return new Doors(
                exec,
                new Contacts(),
                new Cards(),
                new Status(),
                new Direct(),
                new Diagnostics(),
                new FakeMesh(),
                shutdown::countDown);
    }

    private final class Contacts implements ContactsDoor {
        private final Machine machine =
                new Machine(machine(0xcc), Optional.of("m"), THEN, THEN, true);

        @Override
        public List<Contact> list() {
            return List.of(contact(0xaa, "bob"));
        }

        @Override
        public void add(AgentId agent, TrustLevel level, Optional<String> label)
                throws RefusedException {
            if (label.equals(Optional.of("cancel"))) {
                throw new RefusedException(
                        RefusedException.Sort.BAD_REQUEST, "invalid_label", "it is a verb");
            }
            heard.add("add " + agent + " " + level + " " + label);
        }

        @Override
        public void change(AgentId agent, Optional<TrustLevel> level, Optional<IdentityType> type) {
            heard.add("change " + agent + " " + level + " " + type);
        }

        @Override
        public boolean remove(AgentId agent) {
            return known;
        }

        @Override
        public void revoke(AgentId agent, String reason) {
            heard.add("revoke " + agent + " " + reason);
        }

        @Override
        public List<Revocation> revocations(AgentId agent) {
            return List.of(new Revocation(agent, "stolen", THEN, Optional.of(agent(0xbb))));
        }

        @Override
        public Optional<List<Machine>> machines(AgentId agent) {
            return known ? Optional.of(List.of(machine)) : Optional.empty();
        }

        @Override
        public AddedMachine addMachine(
                AgentId agent, MachineId id, Optional<String> label, boolean pinned) {
            heard.add("machine " + id + " " + label + " " + pinned);
            return new AddedMachine(known, machine);
        }

        @Override
        public boolean removeMachine(AgentId agent, MachineId machine) {
            return known;
        }

        @Override
        public boolean pin(AgentId agent, MachineId machine) {
            return known;
        }

        @Override
        public boolean unpin(AgentId agent, MachineId machine) {
            return known;
        }

        @Override
        public TrustDecision evaluate(AgentId agent, MachineId machine) {
            return TrustDecision.ACCEPT_WITH_FLAG;
        }

        @Override
        public List<Contact> resolve(String name) {
            heard.add("resolve " + name);
            return resolved;
        }
    }

    private final class Cards implements CardsDoor {
        @Override
        public OwnCard own(Optional<String> displayName, boolean localAddresses) {
            heard.add("card " + displayName + " " + localAddresses);
            return new OwnCard("x0x://agent/e30", "{\"display_name\":\"x\"}");
        }

        @Override
        public Imported importCard(String link, TrustLevel level) throws RefusedException {
            if (link.equals("tampered")) {
                throw new RefusedException(
                        RefusedException.Sort.BAD_REQUEST, "invalid_card", "signature invalid");
            }
            return new Imported(agent(0xaa), "bob", level, false, 0, 0);
        }

        @Override
        public Connected connect(AgentId agent) {
            return new Connected(
                    connect, connect.linked() ? Optional.of("127.0.0.1:5483") : Optional.empty());
        }
    }

    private final class Status implements StatusDoor {
        @Override
        public DaemonStatus status() {
            if (broken != null) {
                throw broken;
            }
            return new DaemonStatus(
                    State.CONNECTED, true, "0.1.0", 1, Duration.ofSeconds(5), List.of(), List.of());
        }

        @Override
        public Self self() {
            return new Self(agent(0xaa), machine(0xcc), Optional.empty(), new byte[] {1, 2, 3});
        }

        @Override
        public List<Peer> peers() {
            return List.of(new Peer(machine(0xcc), "127.0.0.1:5483", Optional.empty()));
        }

        @Override
        public Network network() {
            return new Network(
                    "[::]:5483",
                    List.of(),
                    Optional.empty(),
                    false,
                    Optional.empty(),
                    1,
                    Optional.of(Duration.ofMillis(3)));
        }
    }

    private final class Direct implements DirectDoor {
        @Override
        public Sent send(AgentId agent, byte[] payload, Optional<Duration> ackWithin) {
            heard.add("send " + payload.length + " " + ackWithin);
            return new Sent(
                    "raw_quic",
                    new byte[16],
                    ackWithin.map(_ -> new Ack.Came(Duration.ofMillis(4))),
                    0);
        }

        @Override
        public Listening listen() {
            return new Listening() {
                @Override
                public Optional<DirectMessage> next(Duration within) throws InterruptedException {
                    return Optional.ofNullable(
                            messages.poll(within.toMillis(), TimeUnit.MILLISECONDS));
                }

                @Override
                public void close() {
                    listenerClosed.countDown();
                }
            };
        }
    }

    private static final class Diagnostics implements DiagnosticsDoor {
        @Override
        public Dm dm() {
            return new Dm(
                    Map.of("incoming_envelopes_total", 4L),
                    Map.of(
                            agent(0xaa),
                            new PeerDm(
                                    Optional.empty(),
                                    Optional.of(Duration.ofMillis(9)),
                                    Optional.empty(),
                                    1,
                                    0,
                                    0,
                                    Optional.of("raw_quic"))),
                    0,
                    64,
                    1);
        }

        @Override
        public Map<String, Long> gossip() {
            return Map.of();
        }

        @Override
        public Map<String, Long> transport() {
            return Map.of("links", 1L);
        }
    }
}
