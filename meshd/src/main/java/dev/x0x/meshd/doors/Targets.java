// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.doors;

import dev.x0x.acl.TrustLevel;
import dev.x0x.exec.Peer;
import dev.x0x.identity.AgentId;
import dev.x0x.identity.MachineId;
import dev.x0x.meshd.contacts.CallTarget;
import dev.x0x.meshd.contacts.ContactStore;
import dev.x0x.meshd.directory.Directory;
import dev.x0x.meshd.rest.RefusedException;

import java.util.List;
import java.util.Optional;

/** Which machine a message to an agent goes to (DECISIONS B1). */
public record Targets(Peer self, ContactStore contacts, Directory directory, AgentFinder finder) {
    /**
     * The pair to address. Of a trusted agent whose machine nobody has named the mesh is asked,
     * which may take some seconds.
     *
     * @throws RefusedException {@code unknown_agent} or {@code machine_ambiguous}
     */
    public Peer of(AgentId agent, Optional<MachineId> named) throws RefusedException {
        boolean own = agent.equals(self.agent()) && named.map(self.machine()::equals).orElse(true);
        if (own) {
            return self;
        }
        if (machine(agent, named) instanceof CallTarget.NoneKnown && trusted(agent)) {
            ask(agent);
        }
        return switch (machine(agent, named)) {
            case CallTarget.Machine(MachineId machine) -> new Peer(agent, machine);
            case CallTarget.Ambiguous(List<MachineId> machines) ->
                    throw new RefusedException(
                            RefusedException.Sort.CONFLICT,
                            "machine_ambiguous",
                            "agent "
                                    + agent
                                    + " has several machines: "
                                    + machines
                                    + "; name one with machine_id");
            case CallTarget.NoneKnown() ->
                    throw new RefusedException(
                            RefusedException.Sort.NOT_SENT,
                            "not_sent",
                            "no machine is known for agent "
                                    + agent
                                    + ", and nobody in the mesh knows one; import its card");
        };
    }

    private CallTarget machine(AgentId agent, Optional<MachineId> named) {
        Optional<MachineId> likely = directory.cardMachine(agent);
        if (likely.isEmpty()) {
            List<MachineId> known = directory.machinesOf(agent);
            if (known.size() == 1) {
                likely = Optional.of(known.getFirst());
            }
        }
        return contacts.machineFor(agent, named, likely);
    }

    private boolean trusted(AgentId agent) {
        return contacts.find(agent)
                .filter(contact -> contact.level() == TrustLevel.TRUSTED)
                .isPresent();
    }

    private void ask(AgentId agent) {
        try {
            finder.find(agent);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
