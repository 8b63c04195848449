// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.contacts;

import dev.x0x.acl.IdentityType;
import dev.x0x.acl.TrustDecision;
import dev.x0x.acl.TrustLevel;
import dev.x0x.identity.AgentId;
import dev.x0x.identity.DmCapabilities;
import dev.x0x.identity.MachineId;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * An agent the operator has an opinion on (PROTOCOL.md §6.2).
 *
 * @param addedAt Unix seconds, u64
 * @param lastSeen Unix seconds, u64
 * @param capabilities how the card said to write to it
 */
public record Contact(
        AgentId agent,
        TrustLevel level,
        Optional<String> label,
        long addedAt,
        OptionalLong lastSeen,
        IdentityType type,
        List<ContactMachine> machines,
        Optional<DmCapabilities> capabilities) {
    /** Keeps its own list. */
    public Contact {
        machines = List.copyOf(machines);
    }

    static Contact added(AgentId agent, TrustLevel level, long now) {
        return new Contact(
                        agent,
                        TrustLevel.UNKNOWN,
                        Optional.empty(),
                        now,
                        OptionalLong.empty(),
                        IdentityType.ANONYMOUS,
                        List.of(),
                        Optional.empty())
                .withLevel(level);
    }

    /** What the operator says of this agent when it comes from {@code machine}. */
    public TrustDecision judge(MachineId machine) {
        return TrustDecision.judge(level, type, pins(machine));
    }

    /** The pinned machines, in the order in which they were recorded. */
    public List<MachineId> pinned() {
        return machines.stream()
                .filter(ContactMachine::pinned)
                .map(ContactMachine::machine)
                .toList();
    }

    Optional<ContactMachine> machine(MachineId wanted) {
        return machines.stream().filter(one -> one.machine().equals(wanted)).findFirst();
    }

    private boolean pins(MachineId machine) {
        return machine(machine).map(ContactMachine::pinned).orElse(false);
    }

    /** Known or trusted lifts an anonymous contact to known (PROTOCOL.md §6.2). */
    Contact withLevel(TrustLevel now) {
        boolean lifts = Set.of(TrustLevel.KNOWN, TrustLevel.TRUSTED).contains(now);
        IdentityType then = lifts && type == IdentityType.ANONYMOUS ? IdentityType.KNOWN : type;
        return new Contact(agent, now, label, addedAt, lastSeen, then, machines, capabilities);
    }

    Contact withType(IdentityType now) {
        return new Contact(agent, level, label, addedAt, lastSeen, now, machines, capabilities);
    }

    Contact withLabel(Optional<String> now) {
        return new Contact(agent, level, now, addedAt, lastSeen, type, machines, capabilities);
    }

    Contact withCapabilities(Optional<DmCapabilities> now) {
        return new Contact(agent, level, label, addedAt, lastSeen, type, machines, now);
    }

    /** Adds the machine, or puts it in the place of the one with its id. */
    Contact with(ContactMachine machine) {
        var now = new ArrayList<ContactMachine>();
        boolean there = false;
        for (ContactMachine one : machines) {
            boolean same = one.machine().equals(machine.machine());
            now.add(same ? machine : one);
            there |= same;
        }
        if (!there) {
            now.add(machine);
        }
        return withMachines(now);
    }

    Contact without(MachineId machine) {
        return withMachines(
                machines.stream().filter(one -> !one.machine().equals(machine)).toList());
    }

    /** Without its last pin a contact is merely known by its key (PROTOCOL.md §6.2). */
    private Contact withMachines(List<ContactMachine> now) {
        Contact changed =
                new Contact(agent, level, label, addedAt, lastSeen, type, now, capabilities);
        boolean lostItsLastPin = !pinned().isEmpty() && changed.pinned().isEmpty();
        return lostItsLastPin && type == IdentityType.PINNED
                ? changed.withType(IdentityType.KNOWN)
                : changed;
    }
}
