// SPDX-License-Identifier: Apache-2.0
package dev.x0x.identity;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.x0x.identity.codec.BincodeReader;
import dev.x0x.identity.codec.BincodeWriter;
import dev.x0x.identity.codec.MalformedException;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Optional;

class EndpointTest {
    @ParameterizedTest
    @CsvSource({
        "192.0.2.1:5483, 192.0.2.1:5483",
        "0.0.0.0:0, 0.0.0.0:0",
        "255.255.255.255:65535, 255.255.255.255:65535",
        "[::]:1, [::]:1",
        "[::1]:1, [::1]:1",
        "[2001:DB8:0:0:0:0:0:1]:1, [2001:db8::1]:1",
        "[2001:db8:0:1:1:1:1:1]:1, [2001:db8:0:1:1:1:1:1]:1",
        "[1:0:0:2:0:0:0:3]:1, [1:0:0:2::3]:1",
        "[1:0:0:2:3:0:0:4]:1, [1::2:3:0:0:4]:1",
        "[fe80::]:1, [fe80::]:1",
        "[::ffff:192.0.2.1]:1, [::ffff:192.0.2.1]:1",
        "[::ffff:c000:201]:1, [::ffff:192.0.2.1]:1",
    })
    void reads_and_prints(String text, String printed) {
        assertEquals(printed, Endpoint.parse(text).orElseThrow().toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "192.0.2.1",
                "192.0.2.1:",
                "192.0.2.1:65536",
                "192.0.2.1:-1",
                "192.0.2:1",
                "256.0.0.1:1",
                "example.org:443",
                "localhost:1",
                "2001:db8::1:443",
                "[::1]",
                "[::1%lo]:1",
                "[:::]:1",
                "[1::2::3]:1",
                "[192.0.2.1]:1",
                "192.0.2.1:1 ",
                "१92.0.2.1:1",
                "[]:1",
                "[::g]:1",
                "192.0.2.1:+1",
                "192.0.2.1:999999"
            })
    void refuses_what_is_no_address_without_asking_anyone(String text) {
        assertEquals(Optional.empty(), Endpoint.parse(text));
    }

    @Property(tries = 500)
    void any_address_survives_its_text_and_its_bytes(
            @ForAll @Size(16) byte[] six,
            @ForAll @Size(4) byte[] four,
            @ForAll boolean mapped,
            @ForAll @IntRange(max = 65_535) int port)
            throws MalformedException {
        if (mapped) {
            six =
                    new byte[] {
                        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, four[0], four[1], four[2], four[3]
                    };
        }
        for (byte[] ip : new byte[][] {six, four}) {
            var out = new BincodeWriter().u32(ip.length == 4 ? 0 : 1).raw(ip).u16(port);
            Endpoint read = Endpoint.read(new BincodeReader(out.toBytes(), 64));
            assertEquals(Optional.of(read), Endpoint.parse(read.toString()));
            var again = new BincodeWriter();
            read.write(again);
            assertArrayEquals(out.toBytes(), again.toBytes());
        }
    }
}
