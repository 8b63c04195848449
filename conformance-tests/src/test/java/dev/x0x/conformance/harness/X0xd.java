// SPDX-License-Identifier: Apache-2.0
package dev.x0x.conformance.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The {@code x0xd} program where it is to end by itself: a check, or a start that it refuses. */
public final class X0xd {
    private X0xd() {}

    /**
     * Runs it with an empty home of its own below {@code dir}; kills it and fails after a minute.
     *
     * @return how it ended, and what it left in that home
     */
    public static Left run(Path dir, List<String> args) throws IOException, InterruptedException {
        Path home = Files.createTempDirectory(dir, "home");
        Cli.Ended ended = run(dir, environment(home), args);
        try (var left = Files.walk(home)) {
            return new Left(ended, left.filter(each -> !each.equals(home)).toList());
        }
    }

    /** What it said, and the files that are there after it. */
    public record Left(Cli.Ended ended, List<Path> files) {}

    static Cli.Ended run(Path dir, Map<String, String> environment, List<String> args)
            throws IOException, InterruptedException {
        List<String> argv = new ArrayList<>(List.of(Installation.program("x0xd").toString()));
        argv.addAll(args);
        Path out = Files.createTempFile(dir, "x0xd", ".out");
        Path err = Files.createTempFile(dir, "x0xd", ".err");
        Process process =
                Programs.process(argv, environment)
                        .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile())
                        .start();
        if (!process.waitFor(1, TimeUnit.MINUTES)) {
            process.destroyForcibly().waitFor();
            throw new AssertionError(
                    "x0xd " + String.join(" ", args) + " still runs\n" + Files.readString(err));
        }
        return new Cli.Ended(process.exitValue(), Files.readAllBytes(out), Files.readString(err));
    }

    private static Map<String, String> environment(Path home) {
        return Map.of(
                "HOME",
                home.toString(),
                "XDG_DATA_HOME",
                home.resolve("data").toString(),
                "XDG_CONFIG_HOME",
                home.resolve("config").toString());
    }
}
