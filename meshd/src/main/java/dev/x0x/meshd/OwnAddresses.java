// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd;

import dev.x0x.identity.Endpoint;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
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
     * At most eight; {@code local} includes loopback, private and link-local ones, the nearest
     * last.
     */
    List<Endpoint> list(boolean local) {
        if (advertised.isPresent()) {
            return advertised.get().stream().limit(MOST).map(Endpoint::of).toList();
        }
        InetSocketAddress at = bound.get();
        List<InetAddress> all =
                at.getAddress().isAnyLocalAddress() ? interfaces() : List.of(at.getAddress());
        List<Endpoint> endpoints = new ArrayList<>();
        for (InetAddress each : all) {
            boolean near =
                    each.isLoopbackAddress()
                            || each.isSiteLocalAddress()
                            || each.isLinkLocalAddress()
                            || (each.getAddress().length == 16
                                    && (each.getAddress()[0] & 0xfe) == 0xfc);
            if ((local || !near) && !each.isLinkLocalAddress() && endpoints.size() < MOST) {
                endpoints.add(Endpoint.of(new InetSocketAddress(each, at.getPort())));
            }
        }
        return endpoints;
    }

    private static List<InetAddress> interfaces() {
        try {
            List<InetAddress> all =
                    new ArrayList<>(
                            NetworkInterface.networkInterfaces()
                                    .flatMap(NetworkInterface::inetAddresses)
                                    .toList());
            all.sort((a, b) -> Boolean.compare(a.isLoopbackAddress(), b.isLoopbackAddress()));
            return all;
        } catch (SocketException e) {
            return List.of(); // no interface can be listed: the card then has no address
        }
    }
}
