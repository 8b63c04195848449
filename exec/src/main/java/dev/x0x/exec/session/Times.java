// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec.session;

import java.time.Duration;
import java.util.stream.Stream;

/** Questions about times that may be open: null is never. */
final class Times {
    private Times() {}

    static boolean reached(Duration time, Duration uptime) {
        return time != null && uptime.compareTo(time) >= 0;
    }

    static Duration first(Duration... times) {
        return Stream.of(times).filter(time -> time != null).min(Duration::compareTo).orElse(null);
    }
}
