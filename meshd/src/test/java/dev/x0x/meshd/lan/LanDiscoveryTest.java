// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.lan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.x0x.identity.MachineId;
import dev.x0x.identity.codec.Hex;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Who is looked for, believed and dialled on a LAN; no packet is sent. */
class LanDiscoveryTest {
    private static final InetAddress HERE = InetAddress.ofLiteral("192.168.1.5");
    private static final Multicast.Self SELF = new Multicast.Self(machine(1), new byte[16], 5483);

    private final List<InetAddress> opened = new ArrayList<>();
    private final List<InetAddress> closed = new ArrayList<>();
    private final List<MachineId> dialled = new ArrayList<>();
    private final LanPeers peers = new LanPeers();
    private List<InetAddress> interfaces = List.of(HERE);
    private Duration uptime = Duration.ZERO;
    private boolean flooded;
    private boolean broken;
    private boolean wanted = true;
    private Multicast.Heard heard;

    private final LanDiscovery discovery =
            new LanDiscovery(
                    new LanDiscovery.Wiring(
                            this::open,
                            SELF,
                            () -> interfaces,
                            peers,
                            new LanDiscovery.Dialler() {
                                @Override
                                public boolean wants(MachineId machine) {
                                    return wanted;
                                }

                                @Override
                                public boolean dial(Sighting sighting) {
                                    dialled.add(sighting.machine());
                                    return false;
                                }
                            },
                            () -> uptime));

    private static MachineId machine(int name) {
        byte[] bytes = new byte[32];
        Arrays.fill(bytes, (byte) name);
        return MachineId.of(bytes);
    }

    private Multicast.Door open(InetAddress on, Multicast.Self self, Multicast.Heard whom)
            throws IOException {
        if (broken) {
            throw new IOException("no multicast");
        }
        opened.add(on);
        heard = whom;
        return new Multicast.Door() {
            @Override
            public boolean flooded() {
                return flooded;
            }

            @Override
            public void close() {
                closed.add(on);
            }
        };
    }

    private static Optional<Sighting> sighting(int name, String address) {
        return said(machine(name).hex(), Hex.print(new byte[16]), 5483, address);
    }

    private static Optional<Sighting> said(
            String machine, String network, int port, String... addresses) {
        return Sighting.read(
                machine,
                network,
                port,
                Arrays.stream(addresses).map(InetAddress::ofLiteral).toList(),
                SELF);
    }

    private void later(Duration by) throws InterruptedException {
        uptime = uptime.plus(by);
        discovery.round();
    }

    @Test
    void who_is_heard_is_dialled_once_and_then_ever_less_often() throws Exception {
        discovery.round();
        heard.sighted(sighting(2, "192.168.1.9").orElseThrow());
        later(Duration.ofSeconds(1));
        later(Duration.ofSeconds(50));
        assertEquals(List.of(machine(2)), dialled);
        later(Duration.ofSeconds(20));
        later(Duration.ofSeconds(70));
        assertEquals(2, dialled.size());
        later(Duration.ofSeconds(60));
        assertEquals(3, dialled.size());
        assertEquals("192.168.1.9:5483", peers.addresses(machine(2)).getFirst().toString());
    }

    @Test
    void nobody_is_dialled_who_is_of_no_use() throws Exception {
        wanted = false;
        discovery.round();
        heard.sighted(sighting(2, "192.168.1.9").orElseThrow());
        later(Duration.ofSeconds(1));
        assertEquals(List.of(), dialled);
        wanted = true;
        later(Duration.ofSeconds(1));
        assertEquals(1, dialled.size(), "as soon as it is");
    }

    @Test
    void what_is_said_must_make_sense_and_be_near() {
        String network = Hex.print(new byte[16]);
        String other = "11" + network.substring(2);
        assertTrue(sighting(2, "192.168.1.9").isPresent());
        assertTrue(sighting(2, "fd00::9").isPresent());
        assertFalse(sighting(1, "192.168.1.9").isPresent(), "ourselves");
        assertFalse(sighting(2, "198.51.100.7").isPresent(), "an address of the internet");
        assertFalse(said(machine(2).hex(), other, 5483, "10.0.0.1").isPresent());
        assertFalse(said(machine(2).hex(), network, 0, "10.0.0.1").isPresent());
        assertFalse(said(machine(2).hex(), network, 5483).isPresent());
        assertFalse(said("2", network, 5483, "10.0.0.1").isPresent());
        assertFalse(said(null, network, 5483, "10.0.0.1").isPresent());
        assertFalse(said(machine(2).hex(), null, 5483, "10.0.0.1").isPresent());
    }

    @Test
    void a_crowd_is_forgotten_from_its_oldest_end() throws Exception {
        wanted = false;
        discovery.round();
        for (int i = 0; i < LanPeers.MOST + 10; i++) {
            byte[] id = new byte[32];
            id[0] = (byte) i;
            id[1] = 7;
            heard.sighted(
                    said(MachineId.of(id).hex(), Hex.print(new byte[16]), 5483, "10.0.0.1")
                            .orElseThrow());
        }
        assertEquals(LanPeers.MOST, peers.size());
        later(Duration.ofHours(2));
        assertEquals(0, peers.size());
    }

    @Test
    void interfaces_come_and_go_and_a_flooded_one_pauses() throws Exception {
        discovery.round();
        assertEquals(1, discovery.interfaces());
        interfaces = List.of(InetAddress.ofLiteral("10.0.0.1"));
        later(Duration.ofSeconds(31));
        assertEquals(List.of(HERE), closed);
        assertEquals(2, opened.size());
        flooded = true;
        later(Duration.ofSeconds(1));
        assertEquals(0, discovery.interfaces());
        assertEquals(2, closed.size());
        flooded = false;
        later(Duration.ofSeconds(31));
        assertEquals(0, discovery.interfaces(), "not yet");
        later(Duration.ofSeconds(31));
        assertEquals(1, discovery.interfaces());
    }

    @Test
    void without_multicast_nothing_else_is_disturbed() throws Exception {
        broken = true;
        discovery.round();
        later(Duration.ofSeconds(31));
        assertEquals(0, discovery.interfaces());
        assertEquals(List.of(), opened);
    }
}
