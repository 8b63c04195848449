// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec;

import java.time.Duration;

/** The one timer of one machine: set anew after each of its inputs. Used by the loop's thread. */
final class Alarm {
    private final Loop loop;
    private final Runnable ring;
    private Duration at;
    private Loop.Timer timer;

    Alarm(Loop loop, Runnable ring) {
        this.loop = loop;
        this.ring = ring;
    }

    /** Rings at this time and at no other; never for null. */
    void set(Duration time) {
        if (time == null ? at == null : time.equals(at)) {
            return;
        }
        if (timer != null) {
            timer.cancel();
        }
        at = time;
        timer =
                time == null
                        ? null
                        : loop.at(
                                time,
                                () -> {
                                    at = null;
                                    timer = null;
                                    ring.run();
                                });
    }
}
