// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.contacts;

import dev.x0x.acl.IdentityType;
import dev.x0x.acl.TrustDecision;
import dev.x0x.acl.TrustLevel;
import dev.x0x.identity.AgentId;
import dev.x0x.identity.Card;
import dev.x0x.identity.MachineId;
import dev.x0x.meshd.contacts.ContactRefusedException.Reason;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The operator's contacts. Questions are answered from an immutable snapshot, from any thread; a
 * change is written to disk before it counts. An {@link IOException} means that it could not be
 * written, and that nothing has changed.
 */
public final class ContactStore {
    private final Path file;
    private final InstantSource clock;
    private final Consumer<AgentId> changed;
    private volatile Contacts contacts;

    private ContactStore(
            Path file, InstantSource clock, Consumer<AgentId> changed, Contacts contacts) {
        this.file = file;
        this.clock = clock;
        this.changed = changed;
        this.contacts = contacts;
    }

    /**
     * Reads the contact file; that there is none is no fault.
     *
     * @param file usually {@code <data_dir>/contacts.json}
     * @param changed told of each agent whose standing may have changed, after the change counts;
     *     called on the changing thread, which must not be held up
     * @throws ContactsFileException if it cannot be read or believed; it stays as it is
     */
    public static ContactStore open(Path file, InstantSource clock, Consumer<AgentId> changed)
            throws ContactsFileException {
        return new ContactStore(file, clock, changed, ContactsFile.load(file));
    }

    /** Every contact, oldest first. */
    public List<Contact> list() {
        return List.copyOf(contacts.all());
    }

    /** The contact of this agent. */
    public Optional<Contact> find(AgentId agent) {
        return contacts.find(agent);
    }

    /** Whether the operator has this agent among the contacts, blocked ones included. */
    public boolean isContact(AgentId agent) {
        return contacts.find(agent).isPresent();
    }

    /** Whether nothing of this agent is to be read: blocked, revoked, or deleted while blocked. */
    public boolean blocked(AgentId agent) {
        return contacts.blocked(agent);
    }

    /** What the operator says of this pair (BEHAVIOUR.md §2). */
    public TrustDecision judge(AgentId agent, MachineId machine) {
        return contacts.judge(agent, machine);
    }

    /** Whom a name means (DECISIONS B6). */
    public Resolution resolve(String name) {
        return Names.resolve(contacts, name);
    }

    /**
     * Which machine a call goes to (DECISIONS B1): the one named, else the pinned one, else the
     * card's.
     *
     * @param named by the caller
     * @param card the machine on the agent's card
     */
    public CallTarget machineFor(
            AgentId agent, Optional<MachineId> named, Optional<MachineId> card) {
        return CallTarget.choose(
                named, contacts.find(agent).map(Contact::pinned).orElse(List.of()), card);
    }

    /**
     * Adds a contact, or gives one that is there this level, and this label if one is given.
     * Machines, pins and keys stay.
     *
     * @return the contact as stored; its label may have part of the id behind it (B6)
     * @throws ContactRefusedException {@code agent_revoked} or {@code bad_label}
     */
    public synchronized Contact add(AgentId agent, TrustLevel level, Optional<String> label)
            throws ContactRefusedException, IOException {
        refuseRevoked(agent, level);
        Contact now = there(agent, level).withLevel(level);
        Optional<String> typed = label.isPresent() ? Labels.typed(label.get()) : Optional.empty();
        return store(typed.isPresent() ? now.withLabel(free(typed, agent)) : now);
    }

    /**
     * Changes what is given, and adds the contact if it is missing.
     *
     * @throws ContactRefusedException {@code agent_revoked} or {@code no_pinned_machine}
     */
    public synchronized Contact change(
            AgentId agent, Optional<TrustLevel> level, Optional<IdentityType> type)
            throws ContactRefusedException, IOException {
        Contact now = there(agent, level.orElse(TrustLevel.UNKNOWN));
        if (level.isPresent()) {
            refuseRevoked(agent, level.get());
            now = now.withLevel(level.get());
        }
        if (type.isPresent()) {
            if (type.get() == IdentityType.PINNED && now.pinned().isEmpty()) {
                throw new ContactRefusedException(
                        Reason.NO_PINNED_MACHINE,
                        "no machine of this contact is pinned, so nobody could be accepted;"
                                + " pin a machine instead");
            }
            now = now.withType(type.get());
        }
        return store(now);
    }

    /**
     * Sets how far an agent is trusted, and adds the contact if it is missing.
     *
     * @throws ContactRefusedException {@code agent_revoked}
     */
    public Contact setTrust(AgentId agent, TrustLevel level)
            throws ContactRefusedException, IOException {
        return change(agent, Optional.of(level), Optional.empty());
    }

    /**
     * Removes a contact. One that is blocked stays blocked until it is added again.
     *
     * @return false if there was none
     */
    public synchronized boolean remove(AgentId agent) throws IOException {
        if (!isContact(agent)) {
            return false;
        }
        replace(contacts.without(agent, now()), agent);
        return true;
    }

    /** The machines of a contact; empty if there is no such contact. */
    public Optional<List<ContactMachine>> machines(AgentId agent) {
        return contacts.find(agent).map(Contact::machines);
    }

    /**
     * Records a machine, and adds the contact if it is missing. One that is there keeps its pin; a
     * new pin makes the contact a pinned one.
     *
     * @return whether it was new
     * @throws ContactRefusedException {@code bad_label}
     */
    public synchronized boolean addMachine(
            AgentId agent, MachineId machine, Optional<String> label, boolean pinned)
            throws ContactRefusedException, IOException {
        Contact contact = there(agent, TrustLevel.UNKNOWN);
        Optional<String> typed = label.isPresent() ? Labels.typed(label.get()) : Optional.empty();
        Optional<ContactMachine> old = contact.machine(machine);
        long now = now();
        ContactMachine record =
                old.map(one -> one.withLabel(typed))
                        .orElseGet(() -> new ContactMachine(machine, typed, now, now, false));
        Contact then = contact.with(pinned ? record.withPinned(true) : record);
        store(pinned ? then.withType(IdentityType.PINNED) : then);
        return old.isEmpty();
    }

    /**
     * Removes a machine and its pin.
     *
     * @return false if it is not recorded
     */
    public synchronized boolean removeMachine(AgentId agent, MachineId machine) throws IOException {
        if (recorded(agent, machine).isEmpty()) {
            return false;
        }
        store(contacts.find(agent).orElseThrow().without(machine));
        return true;
    }

    /**
     * Accepts the contact only from its pinned machines, of which this is one.
     *
     * @return false if it is not recorded
     */
    public synchronized boolean pin(AgentId agent, MachineId machine) throws IOException {
        Optional<ContactMachine> there = recorded(agent, machine);
        if (there.isEmpty()) {
            return false;
        }
        Contact contact = contacts.find(agent).orElseThrow();
        store(contact.with(there.get().withPinned(true)).withType(IdentityType.PINNED));
        return true;
    }

    /**
     * Takes a pin away; without the last one the contact is known by its key alone.
     *
     * @return false if it is not recorded
     */
    public synchronized boolean unpin(AgentId agent, MachineId machine) throws IOException {
        Optional<ContactMachine> there = recorded(agent, machine);
        if (there.isEmpty()) {
            return false;
        }
        Contact contact = contacts.find(agent).orElseThrow();
        store(contact.with(there.get().withPinned(false)));
        return true;
    }

    /**
     * Never believes this agent's key again; for good. Asking twice records once.
     *
     * @throws ContactRefusedException {@code bad_reason}
     */
    public synchronized void revoke(AgentId agent, String reason, Optional<AgentId> revoker)
            throws ContactRefusedException, IOException {
        var record = new LocalRevocation(agent, reason, now(), revoker);
        if (record.isTombstone()) {
            throw new ContactRefusedException(
                    Reason.BAD_REASON, "this reason marks deleted contacts; give another one");
        }
        if (!contacts.revoked(agent)) {
            replace(contacts.with(record), agent);
        }
    }

    /** What is recorded against this agent, and nothing about others. */
    public List<LocalRevocation> revocations(AgentId agent) {
        return contacts.revocations().stream().filter(one -> one.agent().equals(agent)).toList();
    }

    /**
     * Makes a contact of a card's owner (PROTOCOL.md §4.4). Never renames a contact, never lowers
     * trust, never lifts a block; its machine is not recorded and nothing is pinned.
     */
    public synchronized ContactImport importCard(Card card, TrustLevel level) throws IOException {
        AgentId agent = card.agent();
        Contact was = there(agent, level);
        boolean raise = was.level() != TrustLevel.BLOCKED && was.level().compareTo(level) < 0;
        Contact now = raise ? was.withLevel(level) : was;
        Optional<String> name = Labels.claimed(card.displayName());
        if (now.label().filter(label -> !label.isEmpty()).isEmpty() && name.isPresent()) {
            now = now.withLabel(free(name, agent));
        }
        store(now.withCapabilities(card.capabilities()));
        return new ContactImport(find(agent).orElseThrow(), now.level() != level);
    }

    /** The contact as it is, or a new one; whom a block was kept on starts out blocked. */
    private Contact there(AgentId agent, TrustLevel level) {
        return contacts.find(agent)
                .orElseGet(
                        () ->
                                Contact.added(
                                        agent,
                                        contacts.blocked(agent) ? TrustLevel.BLOCKED : level,
                                        now()));
    }

    private void refuseRevoked(AgentId agent, TrustLevel level) throws ContactRefusedException {
        if (level != TrustLevel.BLOCKED && contacts.revoked(agent)) {
            throw new ContactRefusedException(
                    Reason.AGENT_REVOKED,
                    "agent " + agent + " was revoked here for good; it needs a new key");
        }
    }

    private Optional<ContactMachine> recorded(AgentId agent, MachineId machine) {
        return contacts.find(agent).flatMap(contact -> contact.machine(machine));
    }

    private Optional<String> free(Optional<String> wanted, AgentId agent) {
        return wanted.map(
                label -> Labels.free(label, agent, one -> contacts.labelTaken(one, agent)));
    }

    private Contact store(Contact contact) throws IOException {
        replace(contacts.with(contact), contact.agent());
        return contact;
    }

    private void replace(Contacts then, AgentId agent) throws IOException {
        ContactsFile.save(file, then);
        contacts = then;
        changed.accept(agent);
    }

    private long now() {
        return clock.instant().getEpochSecond();
    }
}
