// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd;

import dev.x0x.identity.MachineId;
import dev.x0x.meshd.contacts.Contact;
import dev.x0x.meshd.contacts.ContactStore;
import dev.x0x.meshd.directory.Directory;
import dev.x0x.meshd.directory.RevocationBook;

import java.util.Optional;

/**
 * Whom we let in when it dials us: nobody revoked; and under link_policy = "contacts" only machines
 * that a contact's card, advert or pin names.
 */
record Admission(
        boolean contactsOnly,
        ContactStore contacts,
        Directory directory,
        RevocationBook revocations) {
    boolean admits(MachineId machine) {
        return !revocations.revoked(machine)
                && (!contactsOnly
                        || contacts.list().stream().anyMatch(contact -> of(contact, machine)));
    }

    private boolean of(Contact contact, MachineId machine) {
        return !contacts.blocked(contact.agent())
                && (contact.pinned().contains(machine)
                        || directory.cardMachine(contact.agent()).equals(Optional.of(machine))
                        || directory.machinesOf(contact.agent()).contains(machine));
    }
}
