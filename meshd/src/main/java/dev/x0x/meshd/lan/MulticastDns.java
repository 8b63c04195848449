// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.lan;

import dev.x0x.identity.codec.Hex;

import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;

import javax.jmdns.JmDNS;
import javax.jmdns.ServiceEvent;
import javax.jmdns.ServiceInfo;
import javax.jmdns.ServiceListener;
import javax.jmdns.impl.DNSCache;
import javax.jmdns.impl.JmDNSImpl;

/** Multicast DNS (RFC 6762, 6763) by JmDNS: the service {@code _x0x._udp.local.}. */
public final class MulticastDns implements Multicast {
    static final String SERVICE = "_x0x._udp.local.";
    private static final int NAME = 12; // hex digits of the machine id, enough to tell two apart

    /** The library keeps whatever it hears on the LAN, of whomever, with no bound of its own. */
    private static final int MOST_NAMES = 2_048;

    private static final int MOST_RECORDS = 8_192;

    /** Nothing is opened yet. */
    public MulticastDns() {}

    @Override
    public Door open(InetAddress on, Self self, Heard heard) throws IOException {
        String name = "x0x-" + self.machine().hex().substring(0, NAME);
        // With a name of ours it looks up and tells no name of this computer.
        JmDNS dns = JmDNS.create(on, name);
        dns.addServiceListener(SERVICE, new Ears(self, heard));
        dns.registerService(
                ServiceInfo.create(
                        SERVICE,
                        name,
                        self.port(),
                        0,
                        0,
                        Map.of(
                                Sighting.MACHINE,
                                self.machine().hex(),
                                Sighting.NETWORK,
                                Hex.print(self.network()))));
        return new Opened(dns);
    }

    private record Opened(JmDNS dns) implements Door {
        @Override
        public boolean flooded() {
            DNSCache cache = ((JmDNSImpl) dns).getCache();
            return cache.size() > MOST_NAMES
                    || cache.values().stream().mapToLong(List::size).sum() > MOST_RECORDS;
        }

        @Override
        public void close() throws IOException {
            dns.close();
        }
    }

    private record Ears(Self self, Heard heard) implements ServiceListener {
        @Override
        public void serviceAdded(ServiceEvent event) {
            // What is needed comes with the rest of the record.
        }

        @Override
        public void serviceRemoved(ServiceEvent event) {
            // Anybody can say goodbye for anybody; a dial tells.
        }

        @Override
        public void serviceResolved(ServiceEvent event) {
            ServiceInfo info = event.getInfo();
            Sighting.read(
                            info.getPropertyString(Sighting.MACHINE),
                            info.getPropertyString(Sighting.NETWORK),
                            info.getPort(),
                            List.of(info.getInetAddresses()),
                            self)
                    .ifPresent(heard::sighted);
        }
    }
}
