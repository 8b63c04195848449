// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.envelope;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.x0x.identity.AgentId;
import dev.x0x.identity.MachineId;
import dev.x0x.meshd.envelope.EnvelopeHeader.Freshness;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FreshnessTest {
    private static final long NOW = 1_754_800_000_000L;

    // created and expires relative to now
    @ParameterizedTest
    @CsvSource({
        "0, 1, FRESH",
        "0, 30000, FRESH",
        "30000, 30001, FRESH",
        "30001, 40000, FROM_THE_FUTURE",
        "0, 0, EXPIRED",
        "-100, -1, EXPIRED",
        "0, 600000, FRESH",
        "0, 600001, BAD_LIFETIME",
        "-599999, 1, FRESH",
        "-600000, 1, BAD_LIFETIME",
        "10, 10, BAD_LIFETIME",
        "10, 9, BAD_LIFETIME",
        "-1754800000000, 1, BAD_LIFETIME",
    })
    void near_the_edges(long created, long expires, Freshness expected) {
        assertEquals(expected, header(NOW + created, NOW + expires).freshness(NOW));
    }

    @ParameterizedTest
    @CsvSource({
        "-1, 1, FROM_THE_FUTURE",
        "-9223372036854775808, 0, FROM_THE_FUTURE",
        "1754800000000, -1, BAD_LIFETIME",
        "0, -1, BAD_LIFETIME",
    })
    void times_are_unsigned(long created, long expires, Freshness expected) {
        assertEquals(expected, header(created, expires).freshness(NOW));
    }

    private static EnvelopeHeader header(long created, long expires) {
        return new EnvelopeHeader(
                1,
                new MessageId(1, 2),
                AgentId.of(new byte[32]),
                MachineId.of(new byte[32]),
                AgentId.of(new byte[32]),
                created,
                expires);
    }
}
