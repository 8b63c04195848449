// SPDX-License-Identifier: Apache-2.0
package dev.x0x.fuzz;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import java.util.List;
import java.util.stream.Stream;

/**
 * What the {@code FuzzTest} of a package is: its entries, each run for about a second in the normal
 * tests and as long as asked by {@code ./dev fuzz}.
 */
public interface Fuzzed {
    /** The decoders of the package that outsiders reach. */
    List<FuzzEntry> entries() throws Exception;

    /** A test for each entry that was asked for; all, if none was. */
    @TestFactory
    default Stream<DynamicTest> only_the_refusal_escapes() throws Exception {
        var asked = FuzzOptions.ofThisRun();
        return entries().stream()
                .filter(entry -> asked.wants(entry.name()))
                .map(
                        entry ->
                                DynamicTest.dynamicTest(
                                        entry.name(), () -> new FuzzRun(entry, asked).go()));
    }
}
