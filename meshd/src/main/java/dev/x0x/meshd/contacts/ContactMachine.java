// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.contacts;

import dev.x0x.identity.MachineId;

import java.util.Optional;

/**
 * A machine recorded for a contact.
 *
 * @param firstSeen Unix seconds, u64
 * @param lastSeen Unix seconds, u64
 * @param pinned whether the contact may come from here when its identity type is pinned
 */
public record ContactMachine(
        MachineId machine, Optional<String> label, long firstSeen, long lastSeen, boolean pinned) {
    ContactMachine withPinned(boolean now) {
        return new ContactMachine(machine, label, firstSeen, lastSeen, now);
    }

    ContactMachine withLabel(Optional<String> given) {
        return given.isEmpty()
                ? this
                : new ContactMachine(machine, given, firstSeen, lastSeen, pinned);
    }
}
