// SPDX-License-Identifier: Apache-2.0
package dev.x0x.conformance.harness;

import com.fasterxml.jackson.databind.ObjectMapper;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The {@code x0x} program, run as a user of one daemon would run it. */
public final class Cli {
    private final Path dir;
    private final Map<String, String> environment;

    Cli(Path dir, Map<String, String> environment) {
        this.dir = dir;
        this.environment = environment;
    }

    /** Runs to the end with an empty stdin. */
    public Ended run(String... args) throws IOException, InterruptedException {
        return start(args).end(new byte[0]);
    }

    /** Runs to the end with this stdin. */
    public Ended run(byte[] stdin, String... args) throws IOException, InterruptedException {
        return start(args).end(stdin);
    }

    /** Starts and lets it run. */
    public Started start(String... args) throws IOException {
        List<String> argv = new ArrayList<>(List.of(Installation.program("x0x").toString()));
        argv.addAll(List.of(args));
        Path out = Files.createTempFile(dir, "x0x", ".out");
        Path err = Files.createTempFile(dir, "x0x", ".err");
        Process process =
                Programs.process(argv, environment)
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile())
                        .start();
        return new Started(process, out, err);
    }

    /** A running x0x. */
    public record Started(Process process, Path out, Path err) {
        /** What it has printed so far. */
        public String printed() throws IOException {
            return Files.readString(out, StandardCharsets.ISO_8859_1);
        }

        /** Ctrl-C. */
        public void interrupt() throws IOException, InterruptedException {
            Processes.signal(process.pid(), "INT");
        }

        /** Gives it this stdin and waits for its end. */
        public Ended end(byte[] stdin) throws IOException, InterruptedException {
            try (var pipe = process.getOutputStream()) {
                pipe.write(stdin);
            } catch (IOException closed) {
                // it need not read what it is given
            }
            return end();
        }

        /** Waits for its end; kills it and fails after two minutes. */
        public Ended end() throws IOException, InterruptedException {
            if (!process.waitFor(2, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new AssertionError("x0x does not end; stderr: " + Files.readString(err));
            }
            return new Ended(
                    process.exitValue(),
                    Files.readAllBytes(out),
                    new String(Files.readAllBytes(err), StandardCharsets.UTF_8));
        }
    }

    /** What it said and how it ended. */
    public record Ended(int exit, byte[] stdout, String err) {
        /** stdout as text. */
        public String out() {
            return new String(stdout, StandardCharsets.UTF_8);
        }

        /** This, if it ended so; fails showing both outputs if not. */
        public Ended expect(int wanted) {
            if (exit != wanted) {
                throw new AssertionError(
                        "exit %d expected, was %d%nstdout: %s%nstderr: %s"
                                .formatted(wanted, exit, out(), err));
            }
            return this;
        }

        /** The object that {@code --json} prints. */
        public RunResult result() {
            try {
                return new RunResult(new ObjectMapper().readTree(stdout));
            } catch (IOException e) {
                throw new AssertionError("not JSON: " + out() + "\nstderr: " + err, e);
            }
        }
    }
}
