// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.doors;

import java.net.Inet6Address;
import java.net.InetSocketAddress;

/** Socket addresses as text: {@code 192.0.2.1:5483}, {@code [2001:db8::1]:5483}. */
public final class Addresses {
    private Addresses() {}

    /** The text of a resolved address. */
    public static String text(InetSocketAddress address) {
        String host = address.getAddress().getHostAddress();
        int zone = host.indexOf('%');
        String plain = zone < 0 ? host : host.substring(0, zone);
        return (address.getAddress() instanceof Inet6Address ? "[" + plain + "]" : plain)
                + ":"
                + address.getPort();
    }
}
