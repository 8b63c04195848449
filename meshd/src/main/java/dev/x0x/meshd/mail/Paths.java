// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.mail;

import dev.x0x.identity.MachineId;
import dev.x0x.meshd.link.DialException;
import dev.x0x.meshd.link.Link;
import dev.x0x.meshd.link.Links;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The way to a machine: the link that is up, else one dialled where the peer book says (DECISIONS
 * B5).
 */
public final class Paths {
    private static final Duration DIAL = Duration.ofSeconds(5);
    private static final Duration UNMEASURED = Duration.ofMillis(100);

    private final Links links;
    private final PeerBook book;

    /** Over these links. */
    public Paths(Links links, PeerBook book) {
        this.links = links;
        this.book = book;
    }

    /** The link that is up. */
    public Optional<Link> to(MachineId machine) {
        return links.to(machine);
    }

    /** The round trip, or a guess before it was measured. */
    public Duration rtt(MachineId machine) {
        return to(machine).map(Link::rtt).filter(rtt -> !rtt.isZero()).orElse(UNMEASURED);
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
