// SPDX-License-Identifier: Apache-2.0
package dev.x0x.cli;

import dev.x0x.cli.daemon.ApiAddress;
import dev.x0x.cli.daemon.Daemon;
import dev.x0x.cli.daemon.DataDirectory;
import dev.x0x.cli.print.Terminal;

import java.io.InputStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * What a command works with.
 *
 * @param instance the named instance, if one was named
 * @param json whether JSON is wanted instead of text
 */
record Surroundings(
        Terminal terminal,
        InputStream in,
        Map<String, String> environment,
        Optional<String> instance,
        Optional<ApiAddress> api,
        Optional<Path> tokenFile,
        boolean json) {
    private static final int MAX_NAME = 64;

    /** The same streams with what was typed. */
    static Surroundings of(
            Terminal terminal, InputStream in, Map<String, String> environment, Arguments typed)
            throws UsageException {
        Optional<String> instance = typed.text(Shape.NAME);
        if (instance.isPresent() && !isName(instance.get())) {
            throw new UsageException(
                    Shape.NAME
                            + ": `"
                            + instance.get()
                            + "` is no instance name; letters, digits and hyphens, at most 64");
        }
        Optional<String> api = typed.text(Shape.API);
        Optional<ApiAddress> address =
                api.isPresent() ? ApiAddress.parse(api.get()) : Optional.empty();
        if (api.isPresent() && address.isEmpty()) {
            throw new UsageException(
                    Shape.API + ": `" + api.get() + "` is no address; write host:port");
        }
        Optional<String> token = typed.text(Shape.TOKEN_FILE);
        return new Surroundings(
                terminal,
                in,
                environment,
                instance,
                address,
                token.isPresent() ? Optional.of(Path.of(token.get())) : Optional.empty(),
                typed.has(Shape.JSON));
    }

    private static boolean isName(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean letter = c < 0x80 && Character.isLetterOrDigit(c);
            if (!letter && (c != '-' || i == 0)) {
                return false;
            }
        }
        return !name.isEmpty() && name.length() <= MAX_NAME;
    }

    DataDirectory directory() {
        return DataDirectory.of(instance, environment);
    }

    /** The daemon as it is to be found now: it may have moved since the last look. */
    Daemon daemon() {
        return new Daemon(api, tokenFile, directory(), environment);
    }
}
