// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;

/** Which of our addresses are worth saying, and in which order. */
class OwnAddressesTest {
    private static List<String> said(boolean local, String... all) {
        return OwnAddresses.worthSaying(
                        Arrays.stream(all).map(InetAddress::ofLiteral).toList(), local)
                .stream()
                .map(InetAddress::getHostAddress)
                .toList();
    }

    @Test
    void public_ones_come_first_and_loopback_means_another_machine_elsewhere() {
        String[] all = {
            "127.0.0.1", "10.0.0.5", "fe80::1", "fd00::5", "198.51.100.7", "2001:db8::7"
        };
        assertEquals(
                List.of("198.51.100.7", "2001:db8:0:0:0:0:0:7", "10.0.0.5", "fd00:0:0:0:0:0:0:5"),
                said(true, all));
        assertEquals(List.of("198.51.100.7", "2001:db8:0:0:0:0:0:7"), said(false, all));
    }

    @Test
    void loopback_is_said_where_there_is_nothing_else() {
        assertEquals(List.of("127.0.0.1", "0:0:0:0:0:0:0:1"), said(true, "127.0.0.1", "::1"));
        assertEquals(List.of(), said(false, "127.0.0.1", "::1"));
    }

    @Test
    void there_are_eight_at_most() {
        String[] many = new String[20];
        Arrays.setAll(many, i -> "10.0.0." + i);
        many[19] = "198.51.100.7";
        assertEquals(8, said(true, many).size());
        assertEquals("198.51.100.7", said(true, many).getFirst());
    }
}
