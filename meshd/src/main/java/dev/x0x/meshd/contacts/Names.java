// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.contacts;

import dev.x0x.identity.AgentId;
import dev.x0x.identity.codec.MalformedException;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Finds whom a name means: a whole id, else a label, else the beginning of an id (B6). */
final class Names {
    private static final Pattern PREFIX = Pattern.compile("[0-9a-fA-F]{8,63}");

    private Names() {}

    static Resolution resolve(Contacts contacts, String name) {
        try {
            AgentId agent = AgentId.parse(name);
            return new Resolution.Found(agent, contacts.find(agent));
        } catch (MalformedException e) {
            // not a whole id, so a name for one
        }
        Predicate<Contact> labelled = one -> one.label().equals(Optional.of(name));
        List<Contact> found = contacts.all().stream().filter(labelled).toList();
        if (found.isEmpty() && PREFIX.matcher(name).matches()) {
            String prefix = name.toLowerCase(Locale.ROOT);
            found =
                    contacts.all().stream()
                            .filter(one -> one.agent().hex().startsWith(prefix))
                            .toList();
        }
        return switch (found.size()) {
            case 0 -> new Resolution.Unknown();
            case 1 -> new Resolution.Found(found.getFirst().agent(), Optional.of(found.getFirst()));
            default -> new Resolution.Ambiguous(found);
        };
    }
}
