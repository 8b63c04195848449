// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd;

import dev.x0x.identity.Endpoint;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Where we may be dialled: the bound address, or the addresses of every interface when bound to
 * all.
 */
final class OwnAddresses {
    private static final int MOST = 8; // PROTOCOL.md §5.3

    private final Optional<List<InetSocketAddress>> advertised;
    private final Supplier<InetSocketAddress> bound;

    /**
     * @param advertised what the operator wants said; nothing is looked up then
     */
    OwnAddresses(Optional<List<InetSocketAddress>> advertised, Supplier<InetSocketAddress> bound) {
        this.advertised = advertised;
        this.bound = bound;
    }

    /**
     * At most eight, public ones first; {@code local} includes private ones, and loopback if there
     * is no other.
     */
    List<Endpoint> list(boolean local) {
        if (advertised.isPresent()) {
            return advertised.get().stream().limit(MOST).map(Endpoint::of).toList();
        }
        InetSocketAddress at = bound.get();
        List<InetAddress> all =
                at.getAddress().isAnyLocalAddress() ? interfaces() : List.of(at.getAddress());
        return worthSaying(all, local).stream()
                .map(each -> Endpoint.of(new InetSocketAddress(each, at.getPort())))
                .toList();
    }

    /**
     * The public ones first: of an announcement only the first four are passed on. Loopback means
     * another machine to everybody else, so it is said only where there is nothing else.
     */
    static List<InetAddress> worthSaying(List<InetAddress> all, boolean local) {
        List<InetAddress> usable = all.stream().filter(each -> !each.isLinkLocalAddress()).toList();
        boolean onlyLoopback = usable.stream().allMatch(InetAddress::isLoopbackAddress);
        return usable.stream()
                .filter(each -> local || !near(each))
                .filter(each -> onlyLoopback || !each.isLoopbackAddress())
                .sorted(Comparator.comparing(OwnAddresses::near))
                .limit(MOST)
                .toList();
    }

    private static boolean near(InetAddress each) {
        return each.isLoopbackAddress()
                || each.isSiteLocalAddress()
                || (each.getAddress().length == 16 && (each.getAddress()[0] & 0xfe) == 0xfc);
    }

    private static List<InetAddress> interfaces() {
        try {
            return NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .toList();
        } catch (SocketException e) {
            return List.of(); // no interface can be listed: the card then has no address
        }
    }
}
