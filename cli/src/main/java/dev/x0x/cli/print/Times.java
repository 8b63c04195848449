// SPDX-License-Identifier: Apache-2.0
package dev.x0x.cli.print;

import dev.x0x.cli.daemon.Json;

import java.time.Instant;
import java.util.OptionalLong;

/** Times as people read them. */
final class Times {
    private static final long FAR_FUTURE = 253_402_300_799L; // the end of the year 9999

    private Times() {}

    /** Milliseconds. */
    static String duration(Json millis) {
        OptionalLong value = millis.number();
        if (value.isEmpty() || value.getAsLong() < 0) {
            return Plain.of(millis.plain());
        }
        long ms = value.getAsLong();
        if (ms < 1_000) {
            return ms + " ms";
        }
        return ms < 120_000 ? ms / 1_000 + " s" : ms / 60_000 + " min";
    }

    /** Seconds since 1970, in UTC. */
    static String moment(Json seconds) {
        OptionalLong value = seconds.number();
        if (value.isEmpty() || value.getAsLong() < 0 || value.getAsLong() > FAR_FUTURE) {
            return Plain.of(seconds.plain());
        }
        return Instant.ofEpochSecond(value.getAsLong()).toString();
    }
}
