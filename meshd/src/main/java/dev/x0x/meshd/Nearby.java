// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd;

import dev.x0x.identity.Endpoint;
import dev.x0x.identity.MachineId;
import dev.x0x.meshd.config.DaemonConfig;
import dev.x0x.meshd.envelope.NetworkHash;
import dev.x0x.meshd.lan.LanDiscovery;
import dev.x0x.meshd.lan.LanInterfaces;
import dev.x0x.meshd.lan.LanPeers;
import dev.x0x.meshd.lan.Multicast;
import dev.x0x.meshd.lan.MulticastDns;
import dev.x0x.meshd.lan.Sighting;
import dev.x0x.meshd.link.DialException;
import dev.x0x.meshd.link.Link;
import dev.x0x.meshd.link.Links;
import dev.x0x.meshd.mesh.Mesh;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Looks for other daemons on the LAN while the config allows it, and dials those of use. */
final class Nearby implements LanDiscovery.Dialler, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Nearby.class);
    private static final Duration DIAL = Duration.ofSeconds(5);
    private static final int ENOUGH = 4; // as many as a public node dials, MESH.md row 7

    final LanPeers peers;
    private final Links links;
    private final Mesh mesh;
    private final Predicate<MachineId> ofContact;
    private final Optional<LanDiscovery> discovery;

    /**
     * Nothing is said before {@link #start}.
     *
     * @param ofContact machines worth a link whatever the overlay thinks
     */
    Nearby(
            DaemonConfig config,
            MachineId self,
            LanPeers peers,
            Links links,
            Mesh mesh,
            Predicate<MachineId> ofContact,
            Supplier<Duration> uptime) {
        this.peers = peers;
        this.links = links;
        this.mesh = mesh;
        this.ofContact = ofContact;
        InetSocketAddress bound = links.localAddress();
        discovery =
                config.mdns()
                        ? Optional.of(
                                new LanDiscovery(
                                        new LanDiscovery.Wiring(
                                                new MulticastDns(),
                                                new Multicast.Self(
                                                        self,
                                                        NetworkHash.ofName(config.networkId())
                                                                .bytes(),
                                                        bound.getPort()),
                                                () -> LanInterfaces.of(bound.getAddress()),
                                                peers,
                                                this,
                                                uptime)))
                        : Optional.empty();
    }

    void start() {
        discovery.ifPresent(LanDiscovery::start);
    }

    /** On how many interfaces daemons are looked for; empty if that is switched off. */
    Optional<Integer> interfaces() {
        return discovery.map(LanDiscovery::interfaces);
    }

    @Override
    public boolean wants(MachineId machine) {
        return links.to(machine).isEmpty()
                && (mesh.neighbourCount() < ENOUGH || ofContact.test(machine));
    }

    @Override
    public boolean dial(Sighting sighting) throws InterruptedException {
        for (Endpoint each : sighting.addresses()) {
            try {
                Link _ = links.dial(sighting.machine(), each.toSocketAddress(), DIAL);
                return true;
            } catch (DialException e) {
                LOG.debug("an address heard on the LAN does not answer: {}", e.getMessage());
            }
        }
        return false;
    }

    @Override
    public void close() {
        discovery.ifPresent(LanDiscovery::close);
    }
}
