// SPDX-License-Identifier: Apache-2.0
package dev.x0x.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The one thing that {@code start} must know of a daemon's configuration: where the daemon will
 * leave its address. Not a TOML reader; the daemon judges the file.
 */
final class ConfigGlance {
    private ConfigGlance() {}

    /** A top-level key whose value is a plain string; empty if it is not written so. */
    static Optional<String> text(Path config, String key) {
        try {
            for (String line : Files.readAllLines(config)) {
                String bare = line.strip();
                if (bare.startsWith("[")) {
                    break;
                }
                Optional<String> value = value(bare, key);
                if (value.isPresent()) {
                    return value;
                }
            }
        } catch (IOException e) {
            return Optional.empty(); // the daemon will say what is wrong with it
        }
        return Optional.empty();
    }

    private static Optional<String> value(String line, String key) {
        if (!line.startsWith(key)) {
            return Optional.empty();
        }
        String rest = line.substring(key.length()).strip();
        if (!rest.startsWith("=")) {
            return Optional.empty();
        }
        rest = rest.substring(1).strip();
        boolean quoted = rest.startsWith("\"") || rest.startsWith("'");
        int end = quoted ? rest.indexOf(rest.charAt(0), 1) : -1;
        boolean plain = end > 1 && rest.substring(1, end).indexOf('\\') < 0;
        return plain ? Optional.of(rest.substring(1, end)) : Optional.empty();
    }
}
