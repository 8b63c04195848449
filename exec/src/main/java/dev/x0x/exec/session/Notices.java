// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec.session;

import dev.x0x.exec.wire.ToCaller;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * Started and the warnings: each repeated in new records until one that carried it, or a later one,
 * was echoed (DECISIONS A6). An echo names only the highest counter, so the end repeats them all;
 * the caller counts each once.
 */
final class Notices {
    private static final class Notice {
        final ToCaller frame;
        private Duration sentAt;
        private long carriedBy = -1;

        Notice(ToCaller frame) {
            this.frame = frame;
        }
    }

    private final List<Notice> open = new ArrayList<>();
    private final List<ToCaller> all = new ArrayList<>();

    void add(ToCaller frame) {
        open.add(new Notice(frame));
        all.add(frame);
    }

    /** Those to put into the record numbered {@code counter}: new, or unanswered for too long. */
    List<ToCaller> due(long counter, Duration uptime, Duration timeout) {
        List<ToCaller> due = new ArrayList<>();
        for (Notice notice : open) {
            if (notice.sentAt == null || uptime.minus(timeout).compareTo(notice.sentAt) >= 0) {
                notice.sentAt = uptime;
                notice.carriedBy = counter;
                due.add(notice.frame);
            }
        }
        return due;
    }

    /** The other side has seen all of our records below {@code echo}, as far as it says. */
    void echoed(long echo) {
        for (Iterator<Notice> each = open.iterator(); each.hasNext(); ) {
            long carriedBy = each.next().carriedBy;
            if (carriedBy >= 0 && carriedBy < echo) {
                each.remove();
            }
        }
    }

    /** Every notice of this session, in order. */
    List<ToCaller> all() {
        return List.copyOf(all);
    }

    /** When the oldest unanswered one goes out again, or null. */
    Duration againAt(Duration timeout) {
        return open.stream()
                .map(notice -> notice.sentAt)
                .filter(sent -> sent != null)
                .min(Duration::compareTo)
                .map(timeout::plus)
                .orElse(null);
    }
}
