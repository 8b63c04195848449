// SPDX-License-Identifier: Apache-2.0
package dev.x0x.acl.file;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Collects what there is to say about one file, so that it is said all at once. */
public final class Findings {
    // more than a person reads; a file of garbage has one problem a line
    private static final int LIMIT = 100;

    private final Path file;
    private final List<Finding> found = new ArrayList<>();
    private final Map<Severity, Integer> counts = new EnumMap<>(Severity.class);

    /** Collects for this file. */
    public Findings(Path file) {
        this.file = file;
    }

    /** Something that must not start. */
    public void error(Place place, String message) {
        add(Severity.ERROR, place, message, Optional.empty(), false);
    }

    /** Something that must not start, and what to write instead. */
    public void error(Place place, String message, String hint) {
        add(Severity.ERROR, place, message, Optional.of(hint), false);
    }

    /** Something a person should look at. */
    public void warning(Place place, String message) {
        add(Severity.WARNING, place, message, Optional.empty(), false);
    }

    /** Something a person should look at, and what to do about it. */
    public void warning(Place place, String message, String hint) {
        add(Severity.WARNING, place, message, Optional.of(hint), false);
    }

    /** Something that depends on the machine which reads the file. */
    public void onThisMachine(Place place, String message) {
        add(Severity.WARNING, place, message, Optional.empty(), true);
    }

    /** Something worth knowing. */
    public void notice(Place place, String message) {
        add(Severity.NOTICE, place, message, Optional.empty(), false);
    }

    private void add(
            Severity severity, Place place, String message, Optional<String> hint, boolean here) {
        if (counts.merge(severity, 1, Integer::sum) > LIMIT) {
            return;
        }
        found.add(
                new Finding(
                        severity,
                        Optional.of(file),
                        place.line(),
                        place.column(),
                        message,
                        hint,
                        here));
    }

    /** Whether one of them must not start. */
    public boolean refused() {
        return counts.containsKey(Severity.ERROR);
    }

    /** Whether there are more errors than anybody reads. */
    boolean full() {
        return counts.getOrDefault(Severity.ERROR, 0) > LIMIT;
    }

    /** All, in the order of the file. */
    public List<Finding> list() {
        var all = new ArrayList<>(found);
        all.sort(Comparator.comparingInt(Finding::line).thenComparingInt(Finding::column));
        counts.forEach(
                (severity, count) -> {
                    if (count > LIMIT) {
                        all.add(leftOut(severity));
                    }
                });
        return List.copyOf(all);
    }

    private Finding leftOut(Severity severity) {
        String more = "only the first %d of kind %s are shown".formatted(LIMIT, severity.code());
        return new Finding(Severity.NOTICE, Optional.of(file), 0, 0, more, Optional.empty(), false);
    }
}
