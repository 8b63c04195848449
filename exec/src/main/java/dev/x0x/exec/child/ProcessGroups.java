// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec.child;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads from {@code /proc} which processes there are (proc_pid_stat(5)). */
final class ProcessGroups {
    private ProcessGroups() {}

    /** Whether a process of this group runs. A zombie does not; what cannot be read might. */
    static boolean isAlive(int group) {
        try (DirectoryStream<Path> all = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path each : all) {
                if (isMember(each.resolve("stat"), group)) {
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    private static boolean isMember(Path stat, int group) {
        String line;
        try {
            line = new String(Files.readAllBytes(stat), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return false; // it ended while we looked
        }
        // pid (name) state parent group ...; the name may hold anything, so count from its end
        String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ", 4);
        return Integer.parseInt(fields[2]) == group
                && !fields[0].equals("Z")
                && !fields[0].equals("X");
    }
}
