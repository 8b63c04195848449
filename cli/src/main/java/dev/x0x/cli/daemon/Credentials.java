// SPDX-License-Identifier: Apache-2.0
package dev.x0x.cli.daemon;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** The token, from the first place that has one. Never an argument: arguments are public. */
final class Credentials {
    private Credentials() {}

    /**
     * The token.
     *
     * @throws UnreachableException there is none
     */
    static String token(
            Optional<Path> file, Map<String, String> environment, DataDirectory directory)
            throws UnreachableException {
        if (file.isPresent()) {
            return read(file.get(), "hint: name the right file with --token-file");
        }
        String given = environment.getOrDefault("X0X_API_TOKEN", "").strip();
        if (!given.isEmpty()) {
            return checked(given, "X0X_API_TOKEN");
        }
        return read(
                directory.tokenFile(),
                "hint: is x0xd running? start it with: x0x start (if it keeps its data elsewhere:"
                        + " --api and --token-file)");
    }

    private static String read(Path file, String hint) throws UnreachableException {
        try {
            return checked(DataDirectory.text(file), file.toString());
        } catch (IOException e) {
            throw new UnreachableException("no API token in `" + file + "`\n" + hint);
        }
    }

    /** What goes into a header must not be able to end it. */
    private static String checked(String token, String where) throws UnreachableException {
        for (int i = 0; i < token.length(); i++) {
            if (token.charAt(i) <= ' ' || token.charAt(i) > '~') {
                throw new UnreachableException("what is in `" + where + "` is not an API token");
            }
        }
        if (token.isEmpty()) {
            throw new UnreachableException(
                    "`" + where + "` is empty; it should hold the API token");
        }
        return token;
    }
}
