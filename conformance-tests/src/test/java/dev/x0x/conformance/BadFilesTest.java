// SPDX-License-Identifier: Apache-2.0
package dev.x0x.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.x0x.conformance.harness.Cli;
import dev.x0x.conformance.harness.X0xd;
import dev.x0x.vectors.TomlCase;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * What {@code x0xd --check} refuses does not start, with the same words, and leaves nothing behind.
 * Every file is started; every fourth goes through {@code --check} too, and with {@code
 * -Dx0x.every=true} all of them do.
 */
class BadFilesTest {
    private static final int BAD_CONFIGURATION = 78;
    private static final int ONE_IN = Boolean.getBoolean("x0x.every") ? 1 : 4;

    @TempDir static Path dir;

    private static ExecutorService two;

    @BeforeAll
    static void open() {
        two = Executors.newFixedThreadPool(2);
    }

    @AfterAll
    static void close() throws InterruptedException {
        two.shutdownNow();
        boolean ended = two.awaitTermination(2, TimeUnit.MINUTES);
        assertEquals(true, ended);
    }

    @TestFactory
    Stream<DynamicTest> acls() throws IOException {
        return through("acl-reject", "--exec-acl", "--config", "");
    }

    @TestFactory
    Stream<DynamicTest> configs() throws IOException {
        return through("config-reject", "--config", "--exec-acl", "[exec]\nenabled = false\n");
    }

    /** One file on its way through the doors. */
    private record Case(TomlCase file, Future<X0xd.Left> start, Optional<Future<X0xd.Left>> check) {
        void judge() throws Exception {
            List<String> refused = findings(start.get());
            file.compare(file.expected(), errors(refused));
            if (check.isPresent()) {
                assertEquals(refused, findings(check.get().get()));
            }
        }

        /** What both doors print alike: errors and warnings with their hints. */
        private static List<String> findings(X0xd.Left left) {
            Cli.Ended ended = left.ended().expect(BAD_CONFIGURATION);
            assertEquals(List.of(), left.files(), "made before it refused");
            assertEquals("", ended.out());
            List<String> lines = new ArrayList<>(ended.err().lines().toList());
            lines.removeLast(); // each door has a last line of its own
            lines.replaceAll(line -> line.replaceFirst("^x0xd: ", ""));
            lines.removeIf(line -> line.contains(": notice: ")); // a start is quiet
            return lines;
        }

        private List<String> errors(List<String> lines) {
            return lines.stream()
                    .filter(line -> line.startsWith(file.file() + ":"))
                    .filter(line -> !line.matches(".*?:[0-9]+:[0-9]+: warning\\b.*"))
                    .toList();
        }
    }

    /** All of them run two at a time while the tests wait for one after the other. */
    private static Stream<DynamicTest> through(
            String folder, String flag, String otherFlag, String good) throws IOException {
        Path other = Files.writeString(dir.resolve(folder + "-other.toml"), good);
        List<Case> cases = new ArrayList<>();
        for (TomlCase file : TomlCase.all(folder)) {
            List<String> start = List.of(flag, file.file().toString(), otherFlag, other.toString());
            List<String> check = new ArrayList<>(start);
            check.add("--check");
            cases.add(
                    new Case(
                            file,
                            two.submit(() -> X0xd.run(dir, start)),
                            cases.size() % ONE_IN == 0
                                    ? Optional.of(two.submit(() -> X0xd.run(dir, check)))
                                    : Optional.empty()));
        }
        return cases.stream()
                .map(
                        each ->
                                DynamicTest.dynamicTest(
                                        each.file.file().getFileName().toString(), each::judge));
    }
}
