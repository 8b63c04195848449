// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.mail;

import dev.x0x.identity.MachineId;
import dev.x0x.meshd.link.DialException;
import dev.x0x.meshd.link.FramePriority;
import dev.x0x.meshd.link.Link;
import dev.x0x.meshd.link.Links;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * The way to a machine: the link that is up, else one dialled where the peer book says, else
 * through others (DECISIONS B5).
 */
public final class Paths {
    private static final Logger LOG = LoggerFactory.getLogger(Paths.class);
    private static final Duration DIAL = Duration.ofSeconds(5);
    private static final Duration UNMEASURED = Duration.ofMillis(100);
    private static final Duration RELAYED = Duration.ofMillis(300); // a guess: some hops of 50 ms
    private static final Duration DIAL_AGAIN = Duration.ofMinutes(1);

    private final Links links;
    private final PeerBook book;
    private final Relay relay;
    private final Supplier<Duration> uptime;
    private final Map<MachineId, Duration> dialled = new ConcurrentHashMap<>();

    /** Over these links, and through others where there is none. */
    public Paths(Links links, PeerBook book, Relay relay, Supplier<Duration> uptime) {
        this.links = links;
        this.book = book;
        this.relay = relay;
        this.uptime = uptime;
    }

    /** The link that is up. */
    public Optional<Link> to(MachineId machine) {
        return links.to(machine);
    }

    /** Whether a frame for this machine has somewhere to go now. */
    public boolean reaches(MachineId machine) {
        return to(machine).isPresent() || relay.reaches(machine);
    }

    /** The round trip, or a guess before it was measured. */
    public Duration rtt(MachineId machine) {
        return to(machine)
                .map(link -> link.rtt().isZero() ? UNMEASURED : link.rtt())
                .orElse(RELAYED);
    }

    /** Whether what goes there is carried by others: no link is up, and a way is known. */
    boolean relayed(MachineId machine) {
        return to(machine).isEmpty() && relay.reaches(machine);
    }

    /**
     * Hands a carrier frame to the link that is up, else to others. Never blocks.
     *
     * @param attempt 0 for the first copy; later ones go around a direct link that may be dead, in
     *     turns
     * @return false if there is no room or no way
     */
    boolean send(MachineId machine, byte[] frame, int attempt) {
        Optional<Link> direct = to(machine);
        boolean around = direct.isEmpty() || (attempt % 2 == 1 && relay.reaches(machine));
        return around ? relay.post(frame, attempt) : direct.get().send(FramePriority.EXEC, frame);
    }

    /** Whether a message of ours was acknowledged, or given up. */
    void outcome(MachineId machine, boolean arrived) {
        if (to(machine).isEmpty()) {
            relay.outcome(machine, arrived);
        }
    }

    /**
     * Sees to it that there is a way: a link, a known route, a link dialled now, or at least
     * somebody who may know. Blocks while it dials.
     *
     * @throws NotPostedException if there is none, naming every address that was tried and why it
     *     failed
     */
    void ready(MachineId machine) throws NotPostedException, InterruptedException {
        if (to(machine).isPresent()) {
            return;
        }
        if (relay.reaches(machine)) {
            dialBeside(machine);
            return;
        }
        try {
            open(machine);
        } catch (NotPostedException e) {
            if (!relay.neighbours()) {
                throw e;
            }
        }
    }

    /** A direct link is better, but no message waits for it. */
    private void dialBeside(MachineId machine) {
        Duration now = uptime.get();
        Duration last = dialled.get(machine);
        boolean due = last == null || now.minus(last).compareTo(DIAL_AGAIN) > 0;
        if (due && !book.addresses(machine).isEmpty()) {
            dialled.values().removeIf(at -> now.minus(at).compareTo(DIAL_AGAIN) > 0);
            dialled.put(machine, now);
            Thread.ofVirtual().name("mail-dial").start(() -> tryToOpen(machine));
        }
    }

    private void tryToOpen(MachineId machine) {
        try {
            open(machine);
        } catch (NotPostedException e) {
            LOG.debug("no direct link, the message goes through others: {}", e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * The link that is up, else the first that can be dialled. Blocks.
     *
     * @throws NotPostedException naming every address that was tried and why it failed
     */
    public Link open(MachineId machine) throws NotPostedException, InterruptedException {
        Optional<Link> up = to(machine);
        if (up.isPresent()) {
            return up.get();
        }
        List<InetSocketAddress> addresses = book.addresses(machine);
        if (addresses.isEmpty()) {
            throw new NotPostedException(
                    "no_connectivity",
                    "no link to machine "
                            + machine
                            + " and no address is known for it; import a card with addresses");
        }
        StringBuilder tried = new StringBuilder();
        for (InetSocketAddress address : addresses) {
            try {
                Link link = links.dial(machine, address, DIAL);
                book.met(link);
                return link;
            } catch (DialException e) {
                tried.append(tried.isEmpty() ? "" : "; ")
                        .append(address)
                        .append(": ")
                        .append(e.getMessage());
            }
        }
        throw new NotPostedException(
                "peer_disconnected", "machine " + machine + " cannot be reached: " + tried);
    }
}
