// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd;

import dev.x0x.acl.TrustDecision;
import dev.x0x.exec.ExecPort;
import dev.x0x.exec.Peer;
import dev.x0x.identity.AgentId;
import dev.x0x.identity.MachineId;
import dev.x0x.identity.files.IdentityKeys;
import dev.x0x.identity.files.KeyDirectory;
import dev.x0x.identity.files.KeyFileException;
import dev.x0x.meshd.check.Checked;
import dev.x0x.meshd.config.DaemonConfig;
import dev.x0x.meshd.contacts.ContactStore;
import dev.x0x.meshd.contacts.ContactsFileException;
import dev.x0x.meshd.directory.Directory;
import dev.x0x.meshd.directory.RevocationBook;
import dev.x0x.meshd.doors.LocalCards;
import dev.x0x.meshd.doors.LocalContacts;
import dev.x0x.meshd.doors.LocalDiagnostics;
import dev.x0x.meshd.doors.LocalDirect;
import dev.x0x.meshd.doors.LocalExec;
import dev.x0x.meshd.doors.LocalMesh;
import dev.x0x.meshd.doors.LocalStatus;
import dev.x0x.meshd.doors.Targets;
import dev.x0x.meshd.envelope.CarrierHeads;
import dev.x0x.meshd.envelope.NetworkHash;
import dev.x0x.meshd.envelope.Sender;
import dev.x0x.meshd.lan.LanPeers;
import dev.x0x.meshd.link.DownCause;
import dev.x0x.meshd.link.Link;
import dev.x0x.meshd.link.LinkListener;
import dev.x0x.meshd.link.LinkSettings;
import dev.x0x.meshd.link.QuicLinks;
import dev.x0x.meshd.mail.Inbox;
import dev.x0x.meshd.mail.Introductions;
import dev.x0x.meshd.mail.KeyNews;
import dev.x0x.meshd.mail.MailCounters;
import dev.x0x.meshd.mail.Outbox;
import dev.x0x.meshd.mail.Paths;
import dev.x0x.meshd.rest.Doors;
import dev.x0x.meshd.rest.RestConfig;
import dev.x0x.meshd.rest.RestServer;
import dev.x0x.meshd.rest.StatusDoor;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** One running daemon. Its constructor is the wiring diagram. */
public final class Daemon implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Daemon.class);

    /** "Running sessions whose right was withdrawn end within a second." */
    private static final Duration ACL_LOOK = Duration.ofMillis(250);

    private static final Duration MAIL_LIFE = Duration.ofSeconds(30);

    private final long startedNanos = System.nanoTime();
    private final InstantSource clock = InstantSource.system();
    private final SecureRandom random = new SecureRandom();
    private final DaemonConfig config;
    private final InstanceLock lock;
    private final IdentityKeys keys;
    private final ContactStore contacts;
    private final Directory directory;
    private final RevocationBook revocations;
    private final KemKeys kem;
    private final Workers workers = new Workers();
    private final QuicLinks links;
    private final MeshHouse mesh;
    private final ContactTrust trust;
    private final Outbox outbox;
    private final Inbox inbox;
    private final ExecHouse exec;
    private final RestServer rest;
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile boolean started;

    /**
     * Starts everything.
     *
     * @param stop begins a clean stop from outside, once
     * @throws IOException what could not be had, and what to do about it; nothing is left running
     */
    public Daemon(DaemonConfig config, Checked checked, boolean aclNamed, Runnable stop)
            throws IOException, KeyFileException, ContactsFileException {
        this.config = config;
        lock = InstanceLock.take(config.dataDir());
        keys =
                new KeyDirectory(config.identityDir(), config.dataDir())
                        .open(random, clock.instant());
        Peer self = new Peer(keys.agent().id(), keys.machine().id());
        contacts =
                ContactStore.open(
                        config.dataDir().resolve("contacts.json"), clock, this::contactChanged);
        directory = Directory.open(config.dataDir(), clock);
        kem = new KemKeys(config.dataDir().resolve("agent_kem.key"), keys.kem(), random, clock);
        revocations = RevocationBook.open(config.identityDir().resolve("revocations.bin"));
        NetworkHash network = NetworkHash.ofName(config.networkId());
        LanPeers near = new LanPeers();
        PeerKeys book = new PeerKeys(directory, contacts, near);
        OwnAddresses addresses = new OwnAddresses(config.advertised(), this::boundAddress);
        OwnRecords records =
                new OwnRecords(keys.machine(), keys.agent(), kem, addresses, config.tags(), clock);

        links =
                QuicLinks.open(
                        LinkSettings.of(config.bindAddress(), network.bytes()),
                        new QuicLinks.Wiring(
                                keys.machine().pair(),
                                records::hello,
                                new Greeting(clock, revocations),
                                this::admits,
                                new Ears(book),
                                random,
                                clock));
        MailCounters mailCounters = new MailCounters();
        Introductions introductions = new Introductions(() -> records.hello().advert(), book);
        mesh =
                new MeshHouse(
                        config,
                        new MeshHouse.Parts(
                                keys,
                                network,
                                links,
                                records,
                                directory,
                                contacts,
                                revocations,
                                random,
                                clock,
                                this::uptime,
                                near,
                                workers.recordChecks,
                                this::carrierArrived,
                                () -> recheck("trust was withdrawn")));
        Paths paths = new Paths(links, book, mesh.mesh, this::uptime);
        outbox =
                new Outbox(
                        new Sender(keys.agent(), keys.machine()),
                        network,
                        paths,
                        book,
                        introductions,
                        random,
                        clock,
                        workers.crypto,
                        MAIL_LIFE,
                        mailCounters);
        trust = new ContactTrust(contacts, revocations);
        exec =
                new ExecHouse(
                        checked.acl(),
                        checked.aclPath(),
                        aclNamed,
                        self,
                        new AuditWitness(keys.machine(), config.dataDir()),
                        new MeshMail(outbox, paths),
                        this::uptime,
                        clock,
                        random);
        inbox =
                new Inbox(
                        self.agent(),
                        self.machine(),
                        network,
                        kem::openers,
                        trust,
                        clock,
                        workers.crypto,
                        introductions,
                        outbox,
                        mailCounters);
        Targets targets = new Targets(self, contacts, directory, mesh.lookUp);
        LocalDirect direct = new LocalDirect(outbox, targets, clock);
        inbox.claim(ExecPort.prefix(), new ExecMail(exec.port), exec.port::record);
        inbox.unclaimed(direct::heard);
        started = true;
        KeyNews keyNews = new KeyNews(outbox, introductions, this::linked);
        workers.every(Duration.ofMinutes(1), () -> renewKey(keyNews));
        mesh.start();
        workers.every(Duration.ofSeconds(1), mesh::tick);
        Reconnection reconnection =
                new Reconnection(contacts, directory, book, paths, this::uptime);
        workers.every(Duration.ofSeconds(15), reconnection::round);
        workers.every(ACL_LOOK, () -> lookAtAcl(false));
        Hangup.on(() -> lookAtAcl(true));

        Doors doors =
                new Doors(
                        new LocalExec(
                                exec.calls,
                                exec.server,
                                targets,
                                new ExecReport(exec)::now,
                                random),
                        new LocalContacts(contacts),
                        new LocalCards(
                                (name, local) -> records.card(name.orElse(displayName()), local),
                                contacts,
                                directory,
                                targets,
                                paths),
                        new LocalStatus(
                                Version.TEXT,
                                () ->
                                        new StatusDoor.Self(
                                                self.agent(),
                                                self.machine(),
                                                Optional.empty(),
                                                kem.publicKey()),
                                links,
                                () -> addresses.list(false),
                                this::degraded,
                                this::uptime),
                        direct,
                        new LocalDiagnostics(mailCounters, direct, links, mesh.mesh),
                        new LocalMesh(
                                mesh.mesh,
                                mesh.nearby::interfaces,
                                near,
                                links,
                                directory,
                                mesh.tags,
                                contacts,
                                revocations,
                                keys,
                                targets,
                                mesh.lookUp,
                                clock,
                                mesh::revoke),
                        stop::run);
        rest =
                RestServer.open(
                        new RestConfig(
                                config.apiAddress(),
                                config.dataDir(),
                                config.maxRequestBodyBytes(),
                                ExecHouse.largestStdin(checked.acl())),
                        doors,
                        random);
        LOG.info("listening on {}, API on {}", links.localAddress(), rest.address());
    }

    private Duration uptime() {
        return Duration.ofNanos(System.nanoTime() - startedNanos);
    }

    private InetSocketAddress boundAddress() {
        return links.localAddress();
    }

    /** Our encapsulation key when it is due, and whoever should hear of it. */
    private void renewKey(KeyNews news) {
        if (kem.tick()) {
            news.replaced();
        }
        news.round(kem.openers().length > 1);
    }

    private List<Introductions.Peer> linked() {
        return links.views().stream()
                .map(link -> new Introductions.Peer(link.agent(), link.peer()))
                .toList();
    }

    private String displayName() {
        return config.instanceName().orElse("x0x");
    }

    private List<String> degraded() {
        List<String> all = new ArrayList<>(exec.warnings());
        all.addAll(directory.problems());
        return all;
    }

    private boolean admits(MachineId machine) {
        return new Admission(config.contactsOnly(), contacts, directory, revocations)
                .admits(machine);
    }

    private void contactChanged(AgentId agent) {
        recheck("trust was withdrawn");
    }

    private void lookAtAcl(boolean told) {
        if (!closed.get() && exec.lookAtAcl(told)) {
            recheck("the ACL was changed");
        }
    }

    /** A right may have been withdrawn: running sessions are judged again (DECISIONS B3). */
    private void recheck(String why) {
        if (started) {
            exec.server.recheck(
                    peer ->
                            peer.equals(exec.self)
                                    || trust.judge(peer.agent(), peer.machine())
                                            == TrustDecision.ACCEPT,
                    why);
        }
    }

    private void carrierArrived(Link via, byte[] frame) {
        inbox.receive(via, frame);
    }

    /** What links tell; called on their event loop, so it only hands over. */
    private final class Ears implements LinkListener {
        private final PeerKeys book;

        Ears(PeerKeys book) {
            this.book = book;
        }

        @Override
        public void up(Link link) {
            Thread.ofVirtual().name("link-met").start(() -> book.met(link));
            if (started) { // what came earlier is told when the mesh starts
                mesh.mesh.up(link);
            }
        }

        @Override
        public void down(Link link, DownCause cause) {
            LOG.debug("link down: {}", cause.code());
            if (!started) {
                return;
            }
            mesh.mesh.down(link);
            if (!mesh.mesh.neighbours()) {
                exec.server.pathLost(link.peer()); // else its lease tells whether it is still there
            }
        }

        @Override
        public void frame(Link link, byte[] payload) {
            if (!started || closed.get()) {
                return;
            }
            if (CarrierHeads.direct(payload, link.peer(), keys.machine().id())) {
                inbox.receive(link, payload);
            } else {
                mesh.mesh.frame(link, payload);
            }
        }

        @Override
        public void writable(Link link) {
            if (started) {
                mesh.mesh.writable(link); // sessions that found no room try again by themselves
            }
        }
    }

    /** Where the API listens. */
    public InetSocketAddress apiAddress() {
        return rest.address();
    }

    /** Refuses new work, ends sessions, tells peers, flushes the audit. */
    @Override
    public void close() throws IOException {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        rest.refuseNewWork();
        exec.close();
        workers.drain(); // the ends of the sessions are being sealed
        outbox.close();
        workers.stop();
        mesh.close();
        links.close();
        rest.close();
        keys.close();
        lock.close();
    }
}
