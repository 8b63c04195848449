// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.mesh;

import dev.x0x.identity.AgentId;
import dev.x0x.identity.AgentKeys;
import dev.x0x.identity.CapabilityAdvert;
import dev.x0x.identity.DmCapabilities;
import dev.x0x.identity.Endpoint;
import dev.x0x.identity.IdentityAnnouncement;
import dev.x0x.identity.MachineId;
import dev.x0x.identity.MachineKeys;
import dev.x0x.identity.Reachability;
import dev.x0x.identity.codec.MalformedException;
import dev.x0x.meshd.envelope.CarrierFrame;
import dev.x0x.meshd.envelope.CarrierKind;
import dev.x0x.meshd.envelope.MessageId;
import dev.x0x.meshd.gossip.OverlaySettings;
import dev.x0x.meshd.gossip.membership.Role;
import dev.x0x.meshd.gossip.wire.BroadcastFrame;
import dev.x0x.meshd.gossip.wire.Hint;
import dev.x0x.meshd.gossip.wire.OverlayCodec;
import dev.x0x.meshd.gossip.wire.RecordCheck;
import dev.x0x.meshd.gossip.wire.RecordKind;
import dev.x0x.meshd.gossip.wire.SignedRecord;
import dev.x0x.meshd.gossip.wire.SignedRecords;
import dev.x0x.meshd.link.DownCause;
import dev.x0x.meshd.link.FramePriority;
import dev.x0x.meshd.link.Link;
import dev.x0x.meshd.link.LinkListener;
import dev.x0x.meshd.link.MemoryLinks;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** One node, with real keys and records; it announces no address, so nobody dials it unasked. */
final class Villager implements LinkListener, Arrivals, AutoCloseable {
    private static final RecordCheck CHECK = new RecordCheck(Village.NETWORK);

    private final Village village;
    private final MachineKeys machine = MachineKeys.generate(Village.RANDOM);
    private final AgentKeys agent = AgentKeys.generate(Village.RANDOM);
    private final MemoryLinks links;
    final Mesh mesh;
    final List<SignedRecord> records = new CopyOnWriteArrayList<>();
    final List<byte[]> carriers = new CopyOnWriteArrayList<>();
    final List<MachineId> via = new CopyOnWriteArrayList<>();
    private long announcedAt = Instant.now().getEpochSecond();

    Villager(Village village) {
        this.village = village;
        IdentityAnnouncement announcement = announcement();
        CapabilityAdvert advert =
                CapabilityAdvert.signed(
                        agent, machine.id(), Instant.now(), DmCapabilities.of(new byte[1184]));
        links =
                village.net.join(
                        machine.id(), agent.id(), announcement.encode(), advert.encode(), this);
        mesh =
                new Mesh(
                        new Mesh.Wiring(
                                machine.id(),
                                Village.NETWORK,
                                links,
                                OverlaySettings.usual(),
                                Village.RANDOM,
                                InstantSource.system(),
                                () -> Duration.ofNanos(village.uptimeNanos()),
                                village.verify,
                                new PeerCache(Optional.empty()),
                                new RecordFloors(Optional.empty()),
                                this));
    }

    private IdentityAnnouncement announcement() {
        return IdentityAnnouncement.signed(
                machine, agent, Instant.ofEpochSecond(announcedAt++), Reachability.at(List.of()));
    }

    MachineId id() {
        return machine.id();
    }

    AgentId agent() {
        return agent.id();
    }

    MachineKeys keys() {
        return machine;
    }

    Endpoint address() {
        return Endpoint.of(links.localAddress());
    }

    void start(Endpoint... bootstrap) {
        mesh.start(new Hint(id(), List.of(), false, announcedAt), List.of(bootstrap));
    }

    /** A newer announcement of this machine, to everyone. */
    void speak() {
        mesh.publish(record(announcement()));
    }

    private static SignedRecord record(IdentityAnnouncement announcement) {
        try {
            return SignedRecords.of(announcement);
        } catch (MalformedException e) {
            throw new AssertionError(e);
        }
    }

    /** An announcement of this machine that nobody signed, straight to every link. */
    void speakForged() {
        IdentityAnnouncement genuine = announcement();
        var unsigned =
                new IdentityAnnouncement(
                        genuine.agent(),
                        genuine.machine(),
                        genuine.user(),
                        genuine.certificate(),
                        genuine.machinePublicKey(),
                        new byte[3309],
                        genuine.announcedAt(),
                        genuine.reachability(),
                        genuine.agentPublicKey());
        byte[] frame = OverlayCodec.encode(new BroadcastFrame.Gossip(1, record(unsigned)));
        links.views()
                .forEach(
                        view ->
                                links.to(view.peer())
                                        .orElseThrow()
                                        .send(FramePriority.BULK, frame));
    }

    boolean heard(RecordKind kind, MachineId subject) {
        return records.stream()
                .anyMatch(one -> one.kind() == kind && one.subject().equals(subject));
    }

    /** Of its own kind: all genuine ones verify. */
    boolean heardForged() {
        return records.stream().anyMatch(one -> !CHECK.genuine(one));
    }

    long invalid() {
        return mesh.view().orElseThrow().broadcast().counters().invalid();
    }

    boolean isNeighbour(MachineId peer) {
        return mesh.view().orElseThrow().membership().neighbours().stream()
                .anyMatch(one -> one.machine().equals(peer));
    }

    double score(MachineId peer) {
        return mesh.view().orElseThrow().broadcast().links().stream()
                .filter(link -> link.peer().equals(peer))
                .mapToDouble(link -> link.score())
                .findFirst()
                .orElse(-1); // no neighbour any more
    }

    byte[] carrier(MachineId to, String text) {
        long now = village.wallMs();
        byte[] body = String.format("%20s", text).getBytes(StandardCharsets.US_ASCII);
        return new CarrierFrame(
                        CarrierKind.SESSION_RECORD,
                        Village.NETWORK,
                        to,
                        id(),
                        40,
                        now,
                        now + 30_000,
                        MessageId.random(Village.RANDOM),
                        new byte[0],
                        body)
                .encode();
    }

    Link linkTo(Villager other) {
        return links.to(other.id()).orElseThrow();
    }

    Heartbeats.Output heartbeatOutput() {
        return new Heartbeats.Output() {
            @Override
            public void publish(SignedRecord chain) {
                mesh.publish(chain);
            }

            @Override
            public void beat(int slot, long chain, byte[] link) {
                mesh.beat(slot, chain, link);
            }
        };
    }

    @Override
    public void up(Link link) {
        mesh.up(link);
    }

    @Override
    public void down(Link link, DownCause cause) {
        mesh.down(link);
    }

    @Override
    public void frame(Link link, byte[] payloadFrame) {
        mesh.frame(link, payloadFrame);
    }

    @Override
    public void writable(Link link) {
        mesh.writable(link);
    }

    @Override
    public void record(SignedRecord signed) {
        records.add(signed);
    }

    @Override
    public void carrier(Link from, byte[] frame) {
        via.add(from.peer());
        carriers.add(frame);
    }

    @Override
    public void role(Role role) {}

    @Override
    public boolean wanted(MachineId wanted) {
        return true;
    }

    @Override
    public void close() {
        mesh.close();
        links.close();
    }
}
