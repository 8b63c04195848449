// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd;

import dev.x0x.acl.TrustLevel;
import dev.x0x.identity.MachineId;
import dev.x0x.meshd.contacts.Contact;
import dev.x0x.meshd.contacts.ContactStore;
import dev.x0x.meshd.directory.Directory;
import dev.x0x.meshd.mail.NotPostedException;
import dev.x0x.meshd.mail.Paths;
import dev.x0x.meshd.mail.PeerBook;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Dials trusted contacts that have no link: at start, so that a peer whose old link died with our
 * last run learns at once that we are back, and then now and then. Sending dials by itself; this is
 * only to be there sooner.
 */
final class Reconnection {
    private static final Logger LOG = LoggerFactory.getLogger(Reconnection.class);
    private static final Duration LONGEST = Duration.ofMinutes(5); // MESH.md row 3
    private static final int MOST = 64;

    private record Turn(Duration pause, Duration notBefore) {}

    private final ContactStore contacts;
    private final Directory directory;
    private final PeerBook book;
    private final Paths paths;
    private final Supplier<Duration> uptime;
    private final Map<MachineId, Turn> turns = new HashMap<>();

    Reconnection(
            ContactStore contacts,
            Directory directory,
            PeerBook book,
            Paths paths,
            Supplier<Duration> uptime) {
        this.contacts = contacts;
        this.directory = directory;
        this.book = book;
        this.paths = paths;
        this.uptime = uptime;
    }

    /** One round; blocks while it dials. */
    synchronized void round() {
        for (MachineId machine : wanted()) {
            Turn turn =
                    turns.getOrDefault(machine, new Turn(Duration.ofSeconds(15), Duration.ZERO));
            if (paths.to(machine).isPresent() || uptime.get().compareTo(turn.notBefore()) < 0) {
                continue;
            }
            try {
                paths.open(machine);
                turns.remove(machine);
            } catch (NotPostedException e) {
                LOG.debug("a contact is not there: {}", e.getMessage());
                Duration next = turn.pause().multipliedBy(2);
                turns.put(
                        machine,
                        new Turn(
                                next.compareTo(LONGEST) > 0 ? LONGEST : next,
                                uptime.get().plus(turn.pause())));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
        turns.keySet().retainAll(wanted());
    }

    private Set<MachineId> wanted() {
        Set<MachineId> machines = new LinkedHashSet<>();
        for (Contact contact : contacts.list()) {
            boolean trusted =
                    contact.level() == TrustLevel.TRUSTED && !contacts.blocked(contact.agent());
            if (trusted && machines.size() < MOST) {
                machines.addAll(contact.pinned());
                directory.cardMachine(contact.agent()).ifPresent(machines::add);
            }
        }
        machines.removeIf(machine -> book.addresses(machine).isEmpty());
        return machines;
    }
}
