// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.hostile;

import dev.x0x.exec.wire.Target;
import dev.x0x.identity.AgentId;
import dev.x0x.identity.AgentKeys;
import dev.x0x.identity.CapabilityAdvert;
import dev.x0x.identity.Card;
import dev.x0x.identity.DmCapabilities;
import dev.x0x.identity.Endpoint;
import dev.x0x.identity.IdentityAnnouncement;
import dev.x0x.identity.MachineId;
import dev.x0x.identity.MachineKeys;
import dev.x0x.identity.Reachability;
import dev.x0x.identity.keys.KemKeyPair;
import dev.x0x.meshd.envelope.CarrierFrame;
import dev.x0x.meshd.envelope.NetworkHash;
import dev.x0x.meshd.link.DownCause;
import dev.x0x.meshd.link.HelloOffer;
import dev.x0x.meshd.link.HelloVerifier;
import dev.x0x.meshd.link.Link;
import dev.x0x.meshd.link.LinkListener;
import dev.x0x.meshd.link.LinkSettings;
import dev.x0x.meshd.link.QuicLinks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/** One machine of ours with its agent, its links and what it has heard. */
final class Machine implements LinkListener, AutoCloseable {
    final AgentKeys agent;
    final MachineKeys machine;
    final KemKeyPair kem;
    final NetworkHash network;
    final QuicLinks links;
    final Queue<byte[]> heard = new ConcurrentLinkedQueue<>();
    final HelloOffer offer;
    final List<byte[]> kept = new ArrayList<>();
    private final AtomicLong ticks = new AtomicLong();

    /** The envelope that was read last. */
    CarrierFrame last;

    Machine(AgentKeys agent, MachineKeys machine, NetworkHash network, SecureRandom random)
            throws IOException {
        this.agent = agent;
        this.machine = machine;
        this.network = network;
        kem = KemKeyPair.generate(random);
        Instant now = Instant.now();
        ticks.set(now.toEpochMilli());
        offer =
                new HelloOffer(
                        now.toEpochMilli(),
                        0,
                        IdentityAnnouncement.signed(machine, agent, now, Reachability.at(List.of()))
                                .encode(),
                        CapabilityAdvert.signed(
                                        agent,
                                        machine.id(),
                                        now,
                                        DmCapabilities.of(kem.publicKey()))
                                .encode());
        links =
                QuicLinks.open(
                        LinkSettings.of(
                                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                                network.bytes()),
                        new QuicLinks.Wiring(
                                machine.pair(),
                                () -> offer,
                                (_, _, _) -> new HelloVerifier.Accepted(AgentId.of(new byte[32])),
                                _ -> true,
                                this,
                                random,
                                InstantSource.system()));
    }

    /** A time after all those before: versions count in milliseconds. */
    long tick() {
        return ticks.incrementAndGet();
    }

    Target self() {
        return new Target(agent.id(), machine.id());
    }

    Card card(String name) {
        return Card.signed(
                agent,
                new Card.Contents(
                        name,
                        machine.id(),
                        Optional.empty(),
                        List.of(Endpoint.of(links.localAddress())),
                        Instant.now(),
                        Optional.of(DmCapabilities.of(kem.publicKey()))));
    }

    Optional<Link> to(MachineId peer) {
        return links.to(peer);
    }

    @Override
    public void up(Link link) {}

    @Override
    public void down(Link link, DownCause cause) {}

    @Override
    public void frame(Link link, byte[] payloadFrame) {
        heard.add(payloadFrame);
    }

    @Override
    public void writable(Link link) {}

    @Override
    public void close() {
        links.close();
    }
}
