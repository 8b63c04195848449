// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.doors;

import dev.x0x.acl.IdentityType;
import dev.x0x.acl.TrustDecision;
import dev.x0x.acl.TrustLevel;
import dev.x0x.identity.AgentId;
import dev.x0x.identity.MachineId;
import dev.x0x.meshd.contacts.ContactRefusedException;
import dev.x0x.meshd.contacts.ContactStore;
import dev.x0x.meshd.contacts.Resolution;
import dev.x0x.meshd.rest.ContactsDoor;
import dev.x0x.meshd.rest.RefusedException;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** The contact store, for the HTTP server. */
public record LocalContacts(ContactStore store) implements ContactsDoor {
    private interface Change<T> {
        T make() throws ContactRefusedException, IOException;
    }

    private static <T> T make(Change<T> change) throws RefusedException, IOException {
        try {
            return change.make();
        } catch (ContactRefusedException e) {
            throw new RefusedException(
                    RefusedException.Sort.BAD_REQUEST, e.reason().code(), e.getMessage());
        }
    }

    @Override
    public List<Contact> list() {
        return store.list().stream().map(LocalContacts::contact).toList();
    }

    private static Contact contact(dev.x0x.meshd.contacts.Contact one) {
        OptionalLong seen = one.lastSeen();
        return new Contact(
                one.agent(),
                one.level(),
                one.label(),
                Instant.ofEpochSecond(one.addedAt()),
                seen.isPresent()
                        ? Optional.of(Instant.ofEpochSecond(seen.getAsLong()))
                        : Optional.empty(),
                one.type());
    }

    @Override
    public void add(AgentId agent, TrustLevel level, Optional<String> label)
            throws RefusedException, IOException {
        var unused = make(() -> store.add(agent, level, label));
    }

    @Override
    public void change(AgentId agent, Optional<TrustLevel> level, Optional<IdentityType> type)
            throws RefusedException, IOException {
        var unused = make(() -> store.change(agent, level, type));
    }

    @Override
    public boolean remove(AgentId agent) throws IOException {
        return store.remove(agent);
    }

    @Override
    public void revoke(AgentId agent, String reason) throws RefusedException, IOException {
        boolean unused =
                make(
                        () -> {
                            store.revoke(agent, reason, Optional.empty());
                            return true;
                        });
    }

    @Override
    public List<Revocation> revocations(AgentId agent) {
        return store.revocations(agent).stream()
                .map(
                        one ->
                                new Revocation(
                                        one.agent(),
                                        one.reason(),
                                        Instant.ofEpochSecond(one.timestamp()),
                                        one.revoker()))
                .toList();
    }

    @Override
    public Optional<List<Machine>> machines(AgentId agent) {
        return store.machines(agent)
                .map(
                        all ->
                                all.stream()
                                        .map(
                                                one ->
                                                        new Machine(
                                                                one.machine(),
                                                                one.label(),
                                                                Instant.ofEpochSecond(
                                                                        one.firstSeen()),
                                                                Instant.ofEpochSecond(
                                                                        one.lastSeen()),
                                                                one.pinned()))
                                        .toList());
    }

    @Override
    public AddedMachine addMachine(
            AgentId agent, MachineId machine, Optional<String> label, boolean pinned)
            throws RefusedException, IOException {
        boolean fresh = make(() -> store.addMachine(agent, machine, label, pinned));
        Machine stored =
                machines(agent).orElseThrow().stream()
                        .filter(one -> one.machine().equals(machine))
                        .findFirst()
                        .orElseThrow();
        return new AddedMachine(fresh, stored);
    }

    @Override
    public boolean removeMachine(AgentId agent, MachineId machine) throws IOException {
        return store.removeMachine(agent, machine);
    }

    @Override
    public boolean pin(AgentId agent, MachineId machine) throws IOException {
        return store.pin(agent, machine);
    }

    @Override
    public boolean unpin(AgentId agent, MachineId machine) throws IOException {
        return store.unpin(agent, machine);
    }

    @Override
    public TrustDecision evaluate(AgentId agent, MachineId machine) {
        return store.judge(agent, machine);
    }

    @Override
    public List<Contact> resolve(String name) {
        return switch (store.resolve(name)) {
            case Resolution.Found(AgentId agent, var contact) ->
                    List.of(contact.map(LocalContacts::contact).orElseGet(() -> stranger(agent)));
            case Resolution.Ambiguous(var candidates) ->
                    candidates.stream().map(LocalContacts::contact).toList();
            case Resolution.Unknown() -> List.of();
        };
    }

    private static Contact stranger(AgentId agent) {
        return new Contact(
                agent,
                TrustLevel.UNKNOWN,
                Optional.empty(),
                Instant.EPOCH,
                Optional.empty(),
                IdentityType.ANONYMOUS);
    }
}
