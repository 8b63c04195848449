// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.lan;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Where to look for neighbours: one address of each interface that can multicast. */
public final class LanInterfaces {
    private LanInterfaces() {}

    /**
     * Of a daemon bound there; none if only this computer can dial it.
     *
     * @param bound an address of this machine, or the wildcard
     */
    public static List<InetAddress> of(InetAddress bound) {
        if (bound.isLoopbackAddress()) {
            return List.of();
        }
        if (!bound.isAnyLocalAddress()) {
            return List.of(bound);
        }
        try {
            List<InetAddress> all = new ArrayList<>();
            for (NetworkInterface each : NetworkInterface.networkInterfaces().toList()) {
                if (each.isUp()
                        && !each.isLoopback()
                        && !each.isPointToPoint()
                        && each.supportsMulticast()) {
                    best(each).ifPresent(all::add);
                }
            }
            return all;
        } catch (SocketException e) {
            return List.of(); // nothing can be listed: nobody is looked for
        }
    }

    /** A private IPv4 address, for on such networks daemons are near each other. */
    private static Optional<InetAddress> best(NetworkInterface of) {
        return of.inetAddresses()
                .filter(at -> at.getAddress().length == 4 && at.isSiteLocalAddress())
                .findFirst();
    }
}
