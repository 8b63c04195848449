// SPDX-License-Identifier: Apache-2.0
package dev.x0x.cli.daemon;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Where a daemon of this user leaves its address and its token (BEHAVIOUR.md §5, §7). */
public record DataDirectory(Path path) {
    /** Neither file is longer than this; whoever made it so long, it is not the daemon's. */
    private static final int MAX_BYTES = 4096;

    /** The usual directory, of a named instance if one is named. */
    public static DataDirectory of(Optional<String> instance, Map<String, String> environment) {
        String data = environment.getOrDefault("XDG_DATA_HOME", "");
        // A relative one is to be ignored (XDG base directory specification).
        Path parent =
                data.startsWith("/") ? Path.of(data) : home(environment).resolve(".local/share");
        return new DataDirectory(
                parent.resolve(instance.isPresent() ? "x0x-" + instance.get() : "x0x"));
    }

    private static Path home(Map<String, String> environment) {
        String home = environment.getOrDefault("HOME", "");
        return Path.of(home.isEmpty() ? System.getProperty("user.home") : home);
    }

    /** The file with the token. */
    public Path tokenFile() {
        return path.resolve("api-token");
    }

    /** The file with the address. */
    public Path portFile() {
        return path.resolve("api.port");
    }

    /** The address that the daemon wrote down; empty if it wrote none that makes sense. */
    public Optional<ApiAddress> address() {
        try {
            return ApiAddress.parse(text(portFile()));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /**
     * The text of a small file, stripped.
     *
     * @throws IOException it is not there, cannot be read, or is not small
     */
    public static String text(Path file) throws IOException {
        try (var in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw new IOException("longer than " + MAX_BYTES + " bytes");
            }
            return new String(bytes, StandardCharsets.UTF_8).strip();
        }
    }
}
