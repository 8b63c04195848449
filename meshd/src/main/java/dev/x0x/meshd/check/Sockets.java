// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.check;

import java.net.Inet6Address;
import java.net.InetSocketAddress;

/** An address and a port as config files write them. */
final class Sockets {
    private Sockets() {}

    static String print(InetSocketAddress address) {
        String host = address.getAddress().getHostAddress();
        boolean six = address.getAddress() instanceof Inet6Address;
        // the first run of zeros, as people write it
        String brief = host.replaceFirst("(^|:)0(:0)+(:|$)", "::");
        return (six ? "[" + brief + "]" : host) + ":" + address.getPort();
    }
}
