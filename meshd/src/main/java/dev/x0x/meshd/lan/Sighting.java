// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.lan;

import dev.x0x.identity.Endpoint;
import dev.x0x.identity.MachineId;
import dev.x0x.identity.codec.Hex;
import dev.x0x.identity.codec.MalformedException;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What a service record says of a machine. Nobody has signed it.
 *
 * @param addresses at most {@value #MOST_ADDRESSES}
 */
public record Sighting(MachineId machine, List<Endpoint> addresses) {
    static final String MACHINE = "m";
    static final String NETWORK = "n";
    private static final int MOST_ADDRESSES = 4;

    /** Copies the list. */
    public Sighting {
        addresses = List.copyOf(addresses);
    }

    /**
     * Reads a service record's members as others sent them; empty if it is not of our network, is
     * our own or makes no sense.
     *
     * @param machine and {@code network} as hex
     */
    static Optional<Sighting> read(
            String machine,
            String network,
            int port,
            List<InetAddress> addresses,
            Multicast.Self self) {
        if (machine == null || network == null || port < 1 || port > 0xffff) {
            return Optional.empty();
        }
        try {
            MachineId named = MachineId.parse(machine);
            if (named.equals(self.machine())
                    || !Arrays.equals(Hex.parse(network, 16), self.network())) {
                return Optional.empty();
            }
            List<Endpoint> near =
                    addresses.stream()
                            .filter(Sighting::near)
                            .limit(MOST_ADDRESSES)
                            .map(at -> Endpoint.of(new InetSocketAddress(at, port)))
                            .toList();
            return near.isEmpty() ? Optional.empty() : Optional.of(new Sighting(named, near));
        } catch (MalformedException e) {
            return Optional.empty();
        }
    }

    /**
     * A record on a LAN may speak of that LAN alone: nobody there can make us knock at addresses of
     * the internet. Link-local ones would need the interface's name.
     */
    private static boolean near(InetAddress at) {
        boolean unique = at.getAddress().length == 16 && (at.getAddress()[0] & 0xfe) == 0xfc;
        return at.isSiteLocalAddress() || at.isLoopbackAddress() || unique;
    }
}
