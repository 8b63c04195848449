// SPDX-License-Identifier: Apache-2.0
package dev.x0x.conformance.harness;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What runs on this machine, read from {@code /proc}. Zombies do not run. */
public final class Processes {
    /**
     * One process.
     *
     * @param session its session id; an own session is what a group kill needs
     */
    public record Running(long pid, long parent, long group, long session, List<String> argv) {}

    private Processes() {}

    /** Every process one of whose arguments is exactly {@code token}. */
    public static List<Running> withArgument(String token) throws IOException {
        return all().values().stream().filter(p -> p.argv().contains(token)).toList();
    }

    /** Children, their children, and so on. */
    public static List<Running> below(long pid) throws IOException {
        Map<Long, Running> all = all();
        List<Running> found = new ArrayList<>();
        for (Running each : all.values()) {
            for (Running up = each; up != null && found.size() < all.size(); ) {
                if (up.parent() == pid) {
                    found.add(each);
                    break;
                }
                up = all.get(up.parent());
            }
        }
        return found;
    }

    /** One process, if it runs. */
    public static boolean runs(long pid) throws IOException {
        return all().containsKey(pid);
    }

    /** Sends a signal by name, such as {@code INT}. */
    public static void signal(long pid, String name) throws IOException, InterruptedException {
        succeed("kill", "-" + name, Long.toString(pid));
    }

    /** From now on a write that would make a file longer than this fails, as on a full disk. */
    public static void limitFileSize(long pid, long bytes)
            throws IOException, InterruptedException {
        succeed("prlimit", "--pid", Long.toString(pid), "--fsize=" + bytes + ":");
    }

    private static void succeed(String... command) throws IOException, InterruptedException {
        int status = new ProcessBuilder(command).inheritIO().start().waitFor();
        if (status != 0) {
            throw new AssertionError(String.join(" ", command) + " ended with " + status);
        }
    }

    private static Map<Long, Running> all() throws IOException {
        Map<Long, Running> all = new TreeMap<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path each : entries) {
                Running running = read(each);
                if (running != null) {
                    all.put(running.pid(), running);
                }
            }
        }
        return all;
    }

    /** Null when it ended while we looked, or is a zombie. */
    private static Running read(Path entry) {
        try {
            String stat = Files.readString(entry.resolve("stat"), StandardCharsets.ISO_8859_1);
            String cmdline =
                    Files.readString(entry.resolve("cmdline"), StandardCharsets.ISO_8859_1);
            // proc(5): the name in parentheses may hold anything, so the fields count from its end
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            if (fields[0].equals("Z") || fields[0].equals("X")) {
                return null;
            }
            return new Running(
                    Long.parseLong(entry.getFileName().toString()),
                    Long.parseLong(fields[1]),
                    Long.parseLong(fields[2]),
                    Long.parseLong(fields[3]),
                    List.of(cmdline.split("\0", -1)));
        } catch (IOException gone) {
            return null;
        }
    }
}
