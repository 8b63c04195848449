// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.contacts;

import dev.x0x.identity.MachineId;

import java.util.List;
import java.util.Optional;

/** Which machine of an agent a call goes to (DECISIONS B1). */
public sealed interface CallTarget {
    /** This one. */
    record Machine(MachineId machine) implements CallTarget {}

    /** {@code machine_ambiguous}: any of these, until one is named. */
    record Ambiguous(List<MachineId> candidates) implements CallTarget {
        /** For people: all of them. */
        public String message() {
            StringBuilder text = new StringBuilder("several machines are pinned for this agent:");
            candidates.forEach(one -> text.append(' ').append(one));
            return text.append("; name one with --machine").toString();
        }
    }

    /** None is pinned, named or on a card. */
    record NoneKnown() implements CallTarget {}

    /** The machine named, else the pinned one, else the card's. */
    static CallTarget choose(
            Optional<MachineId> named, List<MachineId> pinned, Optional<MachineId> card) {
        if (named.isPresent()) {
            return new Machine(named.get());
        }
        if (pinned.size() > 1) {
            return new Ambiguous(pinned);
        }
        Optional<MachineId> only = pinned.stream().findFirst().or(() -> card);
        return only.isPresent() ? new Machine(only.get()) : new NoneKnown();
    }
}
