// SPDX-License-Identifier: Apache-2.0
package dev.x0x.fuzz;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * What {@code ./dev fuzz} was asked.
 *
 * @param told whether anybody asked: then results are printed
 * @param entries those wanted; all, if empty
 * @param input the one input to try
 */
record FuzzOptions(
        boolean told,
        boolean list,
        Duration each,
        Set<String> entries,
        Optional<Long> seed,
        Optional<Path> input) {
    private static final Duration IN_TESTS = Duration.ofSeconds(1);

    static FuzzOptions ofThisRun() {
        Optional<String> seconds = property("fuzz.seconds");
        return new FuzzOptions(
                seconds.isPresent(),
                property("fuzz.list").isPresent(),
                seconds.map(Long::parseLong).map(Duration::ofSeconds).orElse(IN_TESTS),
                property("fuzz.entry").map(names -> Set.of(names.split(","))).orElse(Set.of()),
                property("fuzz.seed").map(Long::parseLong),
                property("fuzz.input").map(Path::of));
    }

    boolean wants(String entry) {
        return entries.isEmpty() || entries.contains(entry);
    }

    private static Optional<String> property(String name) {
        return Optional.ofNullable(System.getProperty(name)).filter(value -> !value.isEmpty());
    }
}
