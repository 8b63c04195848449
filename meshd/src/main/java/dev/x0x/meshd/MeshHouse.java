// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd;

import dev.x0x.acl.TrustLevel;
import dev.x0x.identity.AgentId;
import dev.x0x.identity.Endpoint;
import dev.x0x.identity.MachineId;
import dev.x0x.identity.Revocation;
import dev.x0x.identity.codec.MalformedException;
import dev.x0x.identity.files.IdentityKeys;
import dev.x0x.meshd.config.DaemonConfig;
import dev.x0x.meshd.contacts.Contact;
import dev.x0x.meshd.contacts.ContactStore;
import dev.x0x.meshd.directory.Directory;
import dev.x0x.meshd.directory.RevocationBook;
import dev.x0x.meshd.directory.TagBook;
import dev.x0x.meshd.envelope.NetworkHash;
import dev.x0x.meshd.gossip.OverlaySettings;
import dev.x0x.meshd.gossip.broadcast.Cadence;
import dev.x0x.meshd.gossip.membership.Role;
import dev.x0x.meshd.gossip.wire.Hint;
import dev.x0x.meshd.gossip.wire.SignedRecord;
import dev.x0x.meshd.gossip.wire.SignedRecords;
import dev.x0x.meshd.lan.LanPeers;
import dev.x0x.meshd.link.Link;
import dev.x0x.meshd.link.Links;
import dev.x0x.meshd.mesh.Arrivals;
import dev.x0x.meshd.mesh.Heartbeats;
import dev.x0x.meshd.mesh.Mesh;
import dev.x0x.meshd.mesh.PeerCache;
import dev.x0x.meshd.mesh.RecordFloors;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/**
 * The daemon's place in the mesh: what it says of itself there, and what becomes of what others
 * say.
 */
final class MeshHouse implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MeshHouse.class);
    private static final Duration ESTIMATE = Duration.ofMinutes(1);

    final Mesh mesh;
    final Nearby nearby;
    final LookUp lookUp;
    final TagBook tags;
    private final Parts parts;
    private final Heartbeats heartbeats;
    private final Hearsay hearsay = new Hearsay();
    private final List<Endpoint> bootstrap;
    private SignedRecord announced;
    private Duration announcedAt = Duration.ZERO;
    private Duration estimatedAt = Duration.ZERO;
    private int nodes = 1;

    /**
     * What it is made of.
     *
     * @param near who was found on the LAN
     * @param recordChecks runs the checks of records' signatures
     * @param carriers takes carrier frames for us
     * @param revoked is told of a new revocation, after it is on disk
     */
    record Parts(
            IdentityKeys keys,
            NetworkHash network,
            Links links,
            OwnRecords records,
            Directory directory,
            ContactStore contacts,
            RevocationBook revocations,
            SecureRandom random,
            InstantSource clock,
            Supplier<Duration> uptime,
            LanPeers near,
            Executor recordChecks,
            BiConsumer<Link, byte[]> carriers,
            Runnable revoked) {}

    MeshHouse(DaemonConfig config, Parts parts) {
        this.parts = parts;
        tags = new TagBook(parts.clock());
        bootstrap = config.bootstrapPeers().stream().map(Endpoint::of).toList();
        Optional<Path> file =
                config.peerCache()
                        ? Optional.of(config.dataDir().resolve("peers.json"))
                        : Optional.empty();
        mesh =
                new Mesh(
                        new Mesh.Wiring(
                                parts.keys().machine().id(),
                                parts.network(),
                                parts.links(),
                                OverlaySettings.usual(),
                                parts.random(),
                                parts.clock(),
                                parts.uptime(),
                                parts.recordChecks(),
                                new PeerCache(file),
                                new RecordFloors(
                                        Optional.of(
                                                config.dataDir().resolve("record-versions.bin"))),
                                new Ears()));
        lookUp = new LookUp(mesh, this::learn);
        nearby =
                new Nearby(
                        config,
                        parts.keys().machine().id(),
                        parts.near(),
                        parts.links(),
                        mesh,
                        this::ofContact,
                        parts.uptime());
        heartbeats =
                new Heartbeats(
                        parts.keys().machine(),
                        parts.network(),
                        parts.records().bootEpoch(),
                        parts.random(),
                        new Voice());
    }

    private final class Voice implements Heartbeats.Output {
        @Override
        public void publish(SignedRecord chain) {
            mesh.publish(chain);
        }

        @Override
        public void beat(int slot, long chain, byte[] link) {
            mesh.beat(slot, chain, link);
        }
    }

    void start() {
        announced = announcement();
        mesh.trusted(trustedMachines());
        mesh.start(hint(), bootstrap);
        for (Revocation each : parts.revocations().all()) {
            try {
                mesh.known(SignedRecords.of(each));
            } catch (MalformedException e) {
                LOG.debug("a stored revocation does not travel: {}", e.getMessage());
            }
        }
        speak();
        nearby.start();
    }

    /** About once a second. */
    synchronized void tick() {
        Duration now = parts.uptime().get();
        if (now.minus(estimatedAt).compareTo(ESTIMATE) >= 0) {
            estimatedAt = now;
            mesh.trusted(trustedMachines());
            mesh.view().ifPresent(view -> nodes = view.broadcast().estimatedNodes());
        }
        heartbeats.tick(now, parts.clock().millis(), Cadence.heartbeat(nodes));
        SignedRecord current = announcement();
        boolean changed = !current.id().equals(announced.id());
        boolean due = now.minus(announcedAt).compareTo(Cadence.announcement(nodes)) >= 0;
        if (changed && (due || !sameClaims(current, announced))) {
            announced = current;
            mesh.selfChanged(hint());
            speak();
        }
    }

    private boolean ofContact(MachineId machine) {
        return parts.contacts().list().stream()
                .anyMatch(
                        contact ->
                                contact.pinned().contains(machine)
                                        || parts.directory()
                                                .machinesOf(contact.agent())
                                                .contains(machine));
    }

    private Set<MachineId> trustedMachines() {
        Set<MachineId> machines = new HashSet<>();
        for (Contact contact : parts.contacts().list()) {
            if (contact.level() == TrustLevel.TRUSTED) {
                machines.addAll(contact.pinned());
                machines.addAll(parts.directory().machinesOf(contact.agent()));
            }
        }
        return machines;
    }

    private static boolean sameClaims(SignedRecord one, SignedRecord other) {
        Hint a = one.hint().orElseThrow();
        Hint b = other.hint().orElseThrow();
        return a.addresses().equals(b.addresses()) && a.reachable() == b.reachable();
    }

    private void speak() {
        announcedAt = parts.uptime().get();
        mesh.publish(announced);
        mesh.publish(parts.records().advertRecord());
        parts.records().tagRecord(parts.network()).ifPresent(mesh::publish);
    }

    private SignedRecord announcement() {
        return parts.records().announcementRecord();
    }

    private Hint hint() {
        return announced.hint().orElseThrow();
    }

    /** A revocation that we signed ourselves, or that an operator brought: kept, obeyed, told. */
    void revoke(Revocation revocation) throws IOException, MalformedException {
        SignedRecord signed = SignedRecords.of(revocation);
        boolean _ = parts.revocations().add(revocation, _ -> true);
        obey(revocation);
        mesh.publish(signed);
    }

    private final class Ears implements Arrivals {
        @Override
        public void record(SignedRecord signed) {
            switch (signed.kind()) {
                case ANNOUNCEMENT, ADVERT -> learn(signed);
                case REVOCATION -> heardRevocation(signed);
                case TAGS -> describe(signed);
                case CHAIN -> {}
            }
        }

        @Override
        public void carrier(Link via, byte[] frame) {
            parts.carriers().accept(via, frame);
        }

        @Override
        public void role(Role role) {
            LOG.info("strangers {} dial this machine", role == Role.PUBLIC ? "can" : "cannot");
            parts.records().reachable(role == Role.PUBLIC);
        }

        @Override
        public boolean wanted(MachineId machine) {
            return ofContact(machine);
        }
    }

    private void learn(SignedRecord signed) {
        try {
            var said = hearsay.heard(signed);
            if (said.isPresent()) {
                AgentId agent = said.get().pair().agent();
                var _ = parts.directory().learn(said.get(), parts.contacts().isContact(agent));
            }
        } catch (MalformedException e) {
            LOG.debug("records of the mesh do not fit together: {}", e.getMessage());
        } catch (IOException e) {
            LOG.warn("what the mesh said of a contact could not be stored: {}", e.getMessage());
        }
    }

    private void describe(SignedRecord signed) {
        try {
            tags.heard(
                    signed.subject(),
                    SignedRecords.tags(signed.bytes()).tags(),
                    signed.expiresMs());
        } catch (MalformedException e) {
            LOG.warn("verified tags cannot be read: {}", e.getMessage());
        }
    }

    private void heardRevocation(SignedRecord signed) {
        try {
            Revocation revocation = SignedRecords.revocation(signed.bytes());
            if (parts.revocations().add(revocation, parts.contacts()::isContact)) {
                obey(revocation);
            }
        } catch (MalformedException e) {
            LOG.warn("a verified revocation cannot be read: {}", e.getMessage());
        } catch (IOException e) {
            LOG.error(
                    "a revocation holds until the next start only, mend the disk: {}",
                    e.getMessage());
            parts.revoked().run();
        }
    }

    /** PROTOCOL.md §1.7: links closed, sessions of the pair judged again, and that at once. */
    private void obey(Revocation revocation) {
        LOG.warn("a key was revoked: {}", revocation.subject());
        for (var link : parts.links().views()) {
            if (parts.revocations().revoked(link.peer())
                    || parts.revocations().revoked(link.agent())) {
                mesh.cutOff(link.peer(), "revoked");
            }
        }
        parts.revoked().run();
    }

    @Override
    public void close() {
        nearby.close();
        mesh.close();
    }
}
