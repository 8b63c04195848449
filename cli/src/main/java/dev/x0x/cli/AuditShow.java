// SPDX-License-Identifier: Apache-2.0
package dev.x0x.cli;

import dev.x0x.cli.print.ClosedOutputException;
import dev.x0x.exec.audit.AuditVerifier;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.OptionalInt;

/**
 * {@code x0x audit show} and {@code x0x audit tail}: the records of a file, and of those that were
 * set aside before it.
 *
 * @param last only so many records from the end; all without it
 * @param follow whether to stay and print what comes
 */
record AuditShow(Path file, AuditFilter filter, OptionalInt last, boolean follow)
        implements Command {
    private static final int LONGEST = 8 << 20;
    private static final long LOOK_EVERY_MS = 250;

    @Override
    public int run(Surroundings here) throws LocalException, ClosedOutputException, IOException {
        List<Path> files = AuditVerifier.files(file);
        if (!Files.exists(files.getLast())) {
            throw new LocalException(
                    "there is no audit file `"
                            + file
                            + "`\nhint: audit_log_path of the ACL says where it is; x0xd --check"
                            + " prints it");
        }
        var wanted = filter.new Wanted();
        if (!filter.everything()) {
            for (Path each : files) {
                read(each, 0, wanted::look);
            }
        }
        Deque<AuditLine> kept = new ArrayDeque<>();
        long end = 0;
        for (Path each : files) {
            end =
                    read(
                            each,
                            0,
                            line -> {
                                if (!wanted.has(line)) {
                                    return;
                                }
                                if (last.isEmpty()) {
                                    print(here, line);
                                } else {
                                    kept.add(line);
                                    if (kept.size() > last.getAsInt()) {
                                        kept.remove();
                                    }
                                }
                            });
        }
        for (AuditLine line : kept) {
            print(here, line);
        }
        return follow ? follow(here, wanted, end) : ExitCode.OK;
    }

    private int follow(Surroundings here, AuditFilter.Wanted wanted, long from)
            throws ClosedOutputException, IOException {
        long at = from;
        Object key = key();
        while (pause()) {
            Object now = key();
            if (!now.equals(key) || Files.size(file) < at) {
                key = now; // set aside, or cut: what is there now is new
                at = 0;
            }
            at =
                    read(
                            file,
                            at,
                            line -> {
                                wanted.look(line);
                                if (wanted.has(line)) {
                                    print(here, line);
                                }
                            });
        }
        return ExitCode.OK;
    }

    /** False if we are to end. */
    private boolean pause() {
        try {
            do {
                Thread.sleep(LOOK_EVERY_MS);
            } while (!Files.exists(file)); // between two files
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private Object key() throws IOException {
        return Files.getAttribute(file, "unix:ino");
    }

    private static void print(Surroundings here, AuditLine line) throws ClosedOutputException {
        here.terminal().line(here.json() ? line.text() : line.page());
    }

    private interface Lines {
        void take(AuditLine line) throws ClosedOutputException;
    }

    /** Reads whole lines from there on; returns where the last of them ends. */
    private static long read(Path path, long from, Lines lines)
            throws IOException, ClosedOutputException {
        try (FileChannel channel = FileChannel.open(path);
                InputStream in =
                        new BufferedInputStream(
                                Channels.newInputStream(channel.position(from)), 1 << 16)) {
            var line = new ByteArrayOutputStream(1024);
            long whole = from;
            long at = from;
            for (int b = in.read(); b >= 0; b = in.read()) {
                at++;
                if (b != '\n') {
                    if (line.size() < LONGEST) {
                        line.write(b);
                    }
                    continue;
                }
                var read = AuditLine.of(line.toByteArray());
                if (read.isPresent()) {
                    lines.take(read.get());
                }
                line.reset();
                whole = at;
            }
            return whole;
        }
    }
}
