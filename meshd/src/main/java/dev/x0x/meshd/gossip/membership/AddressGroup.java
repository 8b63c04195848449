// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.membership;

import dev.x0x.identity.Endpoint;

/**
 * Who an address belongs to, roughly: /16 and /24 of IPv4, /32 and /56 of IPv6 (MESH.md row 10).
 * Identities are free, addresses are not. Only globally routable addresses are counted (DECISIONS
 * D2); the ranges for documentation and measurement are, so that they can stand for public ones.
 *
 * @param routable whether limits apply at all
 * @param wide the /16 or /32
 * @param narrow the /24 or /56
 */
record AddressGroup(boolean routable, long wide, long narrow) {
    private static final AddressGroup NONE = new AddressGroup(false, 0, 0);

    static AddressGroup of(Endpoint endpoint) {
        byte[] ip = endpoint.ip();
        if (ip.length == 4) {
            return four(ip, 0);
        }
        if (zero(ip, 10) && ip[10] == -1 && ip[11] == -1) {
            return four(ip, 12); // IPv4 in IPv6 form
        }
        if (ip[0] == 0 && (ip[1] & 0xff) == 0x64 && (ip[2] & 0xff) == 0xff) {
            return four(ip, 12); // 64:ff9b::/96, RFC 6052: IPv4 seen through a NAT64
        }
        if ((ip[0] & 0xe0) != 0x20) {
            return NONE; // outside 2000::/3 nothing is global unicast
        }
        long prefix = 0;
        for (int i = 0; i < 7; i++) {
            prefix = prefix << 8 | (ip[i] & 0xff);
        }
        return new AddressGroup(true, 1L << 62 | prefix >>> 24, 1L << 62 | prefix);
    }

    private static AddressGroup four(byte[] ip, int from) {
        int a = ip[from] & 0xff;
        int b = ip[from + 1] & 0xff;
        boolean own =
                a == 0
                        || a == 10
                        || a == 127
                        || a >= 224
                        || (a == 100 && (b & 0xc0) == 64)
                        || (a == 169 && b == 254)
                        || (a == 172 && (b & 0xf0) == 16)
                        || (a == 192 && b == 168);
        long wide = (long) a << 8 | b;
        return own ? NONE : new AddressGroup(true, wide, wide << 8 | (ip[from + 2] & 0xff));
    }

    private static boolean zero(byte[] ip, int length) {
        for (int i = 0; i < length; i++) {
            if (ip[i] != 0) {
                return false;
            }
        }
        return true;
    }

    /** Whether both are public and of one /16 or /32. */
    boolean sameWide(AddressGroup other) {
        return routable && other.routable && wide == other.wide;
    }

    /** Whether both are public and of one /24 or /56. */
    boolean sameNarrow(AddressGroup other) {
        return routable && other.routable && narrow == other.narrow;
    }
}
