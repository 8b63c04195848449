// SPDX-License-Identifier: Apache-2.0
package dev.x0x.cli;

import dev.x0x.cli.daemon.ApiAddress;
import dev.x0x.cli.daemon.Daemon;
import dev.x0x.cli.daemon.DaemonException;
import dev.x0x.cli.daemon.DataDirectory;
import dev.x0x.cli.print.ClosedOutputException;
import dev.x0x.cli.print.Plain;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * {@code x0x start}: the daemon in the background, and back once it answers.
 *
 * @param more options of x0xd, passed on as they are
 */
record Start(Optional<String> config, boolean foreground, List<String> more) implements Command {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final long LOOK_EVERY_MS = 50;
    private static final int LAST_WORDS = 2_000;

    @Override
    public int run(Surroundings here) throws LocalException, ClosedOutputException {
        DataDirectory directory = directory(here);
        Optional<ApiAddress> running = answering(here, directory);
        if (running.isPresent()) {
            here.terminal().line("x0xd is running already, at " + running.get());
            return ExitCode.OK;
        }
        Path program =
                DaemonProgram.find(here.environment())
                        .orElseThrow(
                                () ->
                                        new LocalException(
                                                "x0xd is neither beside x0x nor on the PATH"));
        try {
            return foreground ? stay(here, program) : detach(here, program, directory);
        } catch (IOException e) {
            throw new LocalException("cannot start `" + program + "`: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return ExitCode.FAILED;
        }
    }

    private DataDirectory directory(Surroundings here) {
        Optional<String> elsewhere =
                config.isPresent()
                        ? ConfigGlance.text(Path.of(config.get()), "data_dir")
                        : Optional.empty();
        return elsewhere.isPresent()
                ? new DataDirectory(Path.of(elsewhere.get()))
                : here.directory();
    }

    private List<String> commandLine(Surroundings here, Path program) {
        List<String> line = new ArrayList<>();
        line.add(program.toString());
        if (config.isPresent()) {
            line.add(Shapes.CONFIG);
            line.add(config.get());
        }
        if (here.instance().isPresent()) {
            line.add(Shape.NAME);
            line.add(here.instance().get());
        }
        line.addAll(more);
        return line;
    }

    /** The signals of a terminal reach both processes; we only wait. */
    private int stay(Surroundings here, Path program) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(commandLine(here, program)).inheritIO().start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(process), "stop-daemon"));
        return process.waitFor();
    }

    private static void end(Process process) {
        process.destroy();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private int detach(Surroundings here, Path program, DataDirectory directory)
            throws IOException, InterruptedException, LocalException, ClosedOutputException {
        Files.createDirectories(
                directory.path(),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Path log = directory.path().resolve("x0xd.log");
        List<String> line = commandLine(here, program);
        // A session of its own, so that closing this terminal does not end it.
        Optional<Path> setsid = DaemonProgram.onPath("setsid", here.environment());
        if (setsid.isPresent()) {
            line.addFirst(setsid.get().toString());
        }
        Process process =
                new ProcessBuilder(line)
                        .redirectInput(Path.of("/dev/null").toFile())
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                        .redirectErrorStream(true)
                        .start();
        return await(here, process, directory, log);
    }

    private static int await(Surroundings here, Process process, DataDirectory directory, Path log)
            throws InterruptedException, LocalException, ClosedOutputException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < deadline) {
            Optional<ApiAddress> address = answering(here, directory);
            if (address.isPresent()) {
                here.terminal().line("x0xd is running, at " + address.get());
                return ExitCode.OK;
            }
            if (!process.isAlive() && process.exitValue() != 0) {
                throw new LocalException(
                        "x0xd ended with code "
                                + process.exitValue()
                                + lastWords(log)
                                + "\nhint: x0xd --check says what is wrong with its files");
            }
            Thread.sleep(LOOK_EVERY_MS);
        }
        throw new LocalException("x0xd does not answer after 30 s; its log is `" + log + "`");
    }

    private static String lastWords(Path log) {
        try {
            String all = Files.readString(log).strip();
            String last = all.substring(Math.max(0, all.length() - LAST_WORDS));
            var out = new StringBuilder();
            last.lines().forEach(each -> out.append("\n  ").append(Plain.of(each)));
            return out.toString();
        } catch (IOException e) {
            return "";
        }
    }

    private static Optional<ApiAddress> answering(Surroundings here, DataDirectory directory) {
        var daemon = new Daemon(here.api(), here.tokenFile(), directory, here.environment());
        // The usual address may be somebody else's when this daemon has written none.
        if (here.api().isEmpty() && directory.address().isEmpty()) {
            return Optional.empty();
        }
        try {
            daemon.health();
            return Optional.of(daemon.address());
        } catch (DaemonException | IOException e) {
            return Optional.empty();
        }
    }
}
