// SPDX-License-Identifier: Apache-2.0
package dev.x0x.cli;

import dev.x0x.cli.daemon.Daemon;
import dev.x0x.cli.daemon.DaemonException;
import dev.x0x.cli.daemon.Json;
import dev.x0x.cli.print.Plain;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Whom a name means (DECISIONS B6). */
final class Names {
    private static final int ID = 64;
    private static final int SHORTEST_PREFIX = 8;

    private Names() {}

    /** The agent's id. A whole id costs no question. */
    static String resolve(String name, Daemon daemon)
            throws LocalException, DaemonException, IOException {
        String lower = name.toLowerCase(Locale.ROOT);
        if (lower.length() == ID && Arguments.isHex(lower)) {
            return lower;
        }
        return among(name, daemon.contacts().get("contacts").items());
    }

    /** An exact label, else the beginning of an id; two matches are none. */
    static String among(String name, List<Json> contacts) throws LocalException {
        List<Json> found = labelled(name, contacts);
        String lower = name.toLowerCase(Locale.ROOT);
        if (found.isEmpty() && lower.length() >= SHORTEST_PREFIX && Arguments.isHex(lower)) {
            found = beginning(lower, contacts);
        }
        if (found.size() == 1) {
            return id(found.getFirst());
        }
        String who = '`' + Plain.of(name) + '`';
        if (found.isEmpty()) {
            throw new LocalException(
                    "no contact is called " + who + "\nhint: x0x contacts lists them");
        }
        var message = new StringBuilder(who).append(" could mean several contacts:");
        for (Json each : found) {
            message.append("\n  ").append(Plain.of(id(each)));
            message.append("  ").append(Plain.of(each.get("label").text().orElse("-")));
        }
        throw new LocalException(message + "\nhint: write more of the id");
    }

    private static List<Json> labelled(String name, List<Json> contacts) {
        List<Json> found = new ArrayList<>();
        for (Json each : contacts) {
            if (each.get("label").text().orElse("").equals(name) && !name.isEmpty()) {
                found.add(each);
            }
        }
        return found;
    }

    private static List<Json> beginning(String prefix, List<Json> contacts) {
        List<Json> found = new ArrayList<>();
        for (Json each : contacts) {
            if (id(each).startsWith(prefix)) {
                found.add(each);
            }
        }
        return found;
    }

    private static String id(Json contact) {
        return contact.get("agent_id").text().orElse("");
    }
}
