// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.doors;

import dev.x0x.identity.AgentId;
import dev.x0x.identity.Endpoint;
import dev.x0x.identity.MachineId;
import dev.x0x.identity.Revocation;
import dev.x0x.identity.Tag;
import dev.x0x.identity.codec.MalformedException;
import dev.x0x.identity.files.IdentityKeys;
import dev.x0x.meshd.contacts.Contact;
import dev.x0x.meshd.contacts.ContactStore;
import dev.x0x.meshd.directory.Directory;
import dev.x0x.meshd.directory.Pair;
import dev.x0x.meshd.directory.RevocationBook;
import dev.x0x.meshd.directory.TagBook;
import dev.x0x.meshd.gossip.OverlayView;
import dev.x0x.meshd.gossip.broadcast.BroadcastView;
import dev.x0x.meshd.gossip.membership.Role;
import dev.x0x.meshd.gossip.unicast.NextHops;
import dev.x0x.meshd.gossip.unicast.UnicastView;
import dev.x0x.meshd.lan.LanPeers;
import dev.x0x.meshd.link.LinkCounters;
import dev.x0x.meshd.link.LinkView;
import dev.x0x.meshd.link.Links;
import dev.x0x.meshd.mesh.Mesh;
import dev.x0x.meshd.rest.MeshDoor;
import dev.x0x.meshd.rest.RefusedException;

import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * The mesh, for the HTTP server.
 *
 * @param lanInterfaces on how many interfaces mDNS is spoken; empty if it is switched off
 * @param revoke keeps, obeys and tells a revocation of our own
 */
public record LocalMesh(
        Mesh mesh,
        Supplier<Optional<Integer>> lanInterfaces,
        LanPeers near,
        Links links,
        Directory directory,
        TagBook tags,
        ContactStore contacts,
        RevocationBook book,
        IdentityKeys keys,
        Targets targets,
        AgentFinder finder,
        InstantSource clock,
        Revoker revoke)
        implements MeshDoor {
    /** What is done with a revocation that we signed. */
    @FunctionalInterface
    public interface Revoker {
        /** Keeps, obeys and tells it. */
        void accept(Revocation revocation) throws IOException, MalformedException;
    }

    @Override
    public Overview overview() {
        Optional<OverlayView> view = mesh.view();
        Map<MachineId, String> neighbours = new HashMap<>();
        Map<MachineId, BroadcastView.LinkView> gossip = new HashMap<>();
        view.ifPresent(
                seen -> {
                    seen.membership()
                            .neighbours()
                            .forEach(
                                    one ->
                                            neighbours.put(
                                                    one.machine(),
                                                    word(
                                                            one.reachable()
                                                                    ? Role.PUBLIC
                                                                    : Role.DIAL_OUT)));
                    seen.broadcast().links().forEach(link -> gossip.put(link.peer(), link));
                });
        List<LinkRow> rows = new ArrayList<>();
        for (LinkView link : links.views()) {
            Optional<BroadcastView.LinkView> told = Optional.ofNullable(gossip.get(link.peer()));
            rows.add(
                    new LinkRow(
                            link.peer(),
                            link.agent(),
                            Addresses.text(link.remote()),
                            link.weDialled(),
                            neighbours.containsKey(link.peer()),
                            Optional.ofNullable(neighbours.get(link.peer())),
                            told.map(BroadcastView.LinkView::eager),
                            Optional.of(link.rtt()).filter(rtt -> !rtt.isZero()),
                            link.suspect(),
                            told.map(BroadcastView.LinkView::score),
                            link.bytesIn(),
                            link.bytesOut(),
                            link.since()));
        }
        Map<String, Long> refused = new TreeMap<>();
        links.counters().refused().forEach((cause, count) -> refused.put(cause.code(), count));
        return new Overview(
                view.map(seen -> word(seen.membership().role())).orElse("unknown"),
                view.map(seen -> seen.broadcast().estimatedNodes()).orElse(1),
                relayedPeers(),
                view.map(seen -> seen.unicast().talks()).orElse(0),
                view.map(seen -> seen.unicast().counters().get(UnicastView.Count.CUSTODIES))
                        .orElse(0L),
                mdns(),
                near.size(),
                rows,
                refused,
                links.counters().lastRefused().stream().map(LocalMesh::refused).toList());
    }

    private int relayedPeers() {
        Set<MachineId> machines = new HashSet<>();
        for (Contact contact : contacts.list()) {
            machines.addAll(contact.pinned());
            machines.addAll(directory.machinesOf(contact.agent()));
        }
        machines.removeIf(each -> links.to(each).isPresent() || !mesh.reaches(each));
        return machines.size();
    }

    private String mdns() {
        return lanInterfaces.get().map(count -> count > 0 ? "on" : "no_interface").orElse("off");
    }

    private static String word(Role role) {
        return role.name().toLowerCase(Locale.ROOT);
    }

    private static Refused refused(LinkCounters.Refused one) {
        return new Refused(
                one.at(),
                Addresses.text(one.remote()),
                one.dialled(),
                one.machine(),
                one.cause().code(),
                one.why());
    }

    @Override
    public List<Known> agents(List<Tag> having) {
        return directory.pairs().stream()
                .filter(pair -> tags.of(pair.machine()).containsAll(having))
                .map(this::known)
                .toList();
    }

    private Known known(Pair pair) {
        return new Known(
                pair.agent(),
                pair.machine(),
                contacts.find(pair.agent()).flatMap(Contact::label),
                directory.addresses(pair.machine()).stream().map(Endpoint::toString).toList(),
                links.to(pair.machine()).isPresent(),
                mesh.reaches(pair.machine()),
                tags.of(pair.machine()));
    }

    @Override
    public List<Known> find(AgentId agent) throws InterruptedException {
        if (directory.pairs().stream().noneMatch(pair -> pair.agent().equals(agent))) {
            finder.find(agent);
        }
        return directory.pairs().stream()
                .filter(pair -> pair.agent().equals(agent))
                .map(this::known)
                .toList();
    }

    @Override
    public Way way(AgentId agent) throws RefusedException {
        MachineId machine = targets.of(agent, Optional.empty()).machine();
        Optional<NextHops> hops = mesh.nextHops(machine);
        return new Way(
                agent,
                machine,
                links.to(machine).isPresent(),
                hops.map(
                                known ->
                                        known.learned().stream()
                                                .map(hop -> new Hop(hop.peer(), hop.hops()))
                                                .toList())
                        .orElse(List.of()),
                hops.flatMap(NextHops::worked)
                        .map(
                                worked ->
                                        new Worked(
                                                worked.peer(), mesh.uptime().minus(worked.at()))));
    }

    @Override
    public Revoked revoke(
            Optional<AgentId> agent, Optional<MachineId> machine, Optional<String> reason)
            throws RefusedException, IOException {
        boolean ours =
                agent.map(keys.agent().id()::equals)
                        .orElseGet(() -> machine.map(keys.machine().id()::equals).orElse(false));
        if (!ours) {
            throw new RefusedException(
                    RefusedException.Sort.FORBIDDEN,
                    "not_ours",
                    "a key can be given up only by the daemon that holds it; to shut somebody else"
                            + " out here, block the contact");
        }
        Optional<String> why = reason.filter(text -> !text.isEmpty());
        Revocation revocation =
                agent.isPresent()
                        ? Revocation.signed(
                                keys.agent().pair(),
                                new Revocation.Subject.Agent(agent.get()),
                                clock.instant(),
                                why)
                        : Revocation.signed(
                                keys.machine().pair(),
                                new Revocation.Subject.Machine(keys.machine().id()),
                                clock.instant(),
                                why);
        try {
            revoke.accept(revocation);
        } catch (MalformedException e) {
            throw new IllegalStateException("a revocation of our own", e);
        }
        return revoked(revocation);
    }

    @Override
    public List<Revoked> revocations() {
        return book.all().stream().map(LocalMesh::revoked).toList();
    }

    private static Revoked revoked(Revocation one) {
        Instant at = Instant.ofEpochSecond(one.revokedAt());
        return switch (one.subject()) {
            case Revocation.Subject.Agent(var id) ->
                    new Revoked("agent", id.hex(), at, one.reason());
            case Revocation.Subject.Machine(var id) ->
                    new Revoked("machine", id.hex(), at, one.reason());
        };
    }
}
