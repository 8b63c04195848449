// SPDX-License-Identifier: Apache-2.0
package dev.x0x.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Where {@code x0xd} is. */
final class DaemonProgram {
    private DaemonProgram() {}

    /** Beside this program, else on the PATH. */
    static Optional<Path> find(Map<String, String> environment) {
        String home = System.getProperty("x0x.home", "");
        if (!home.isEmpty()) {
            Path beside = Path.of(home, "bin", "x0xd").toAbsolutePath().normalize();
            if (Files.isExecutable(beside)) {
                return Optional.of(beside);
            }
        }
        return onPath("x0xd", environment);
    }

    static Optional<Path> onPath(String program, Map<String, String> environment) {
        for (String directory : environment.getOrDefault("PATH", "").split(":", -1)) {
            if (directory.startsWith("/")) {
                Path candidate = Path.of(directory, program);
                if (Files.isExecutable(candidate) && Files.isRegularFile(candidate)) {
                    return Optional.of(candidate);
                }
            }
        }
        return Optional.empty();
    }
}
