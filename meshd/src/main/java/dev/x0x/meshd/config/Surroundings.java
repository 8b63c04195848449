// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.config;

import dev.x0x.acl.file.Paths;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * What the defaults depend on besides flags and files.
 *
 * @param environment the environment variables
 * @param home the user's home directory, if there is one
 * @param workingDirectory what a relative path starts from
 */
public record Surroundings(
        Map<String, String> environment, Optional<Path> home, Path workingDirectory) {

    /** Copies the environment. */
    public Surroundings {
        environment = Map.copyOf(environment);
    }

    /** Those of this process. */
    public static Surroundings ofThisProcess() {
        Map<String, String> environment = System.getenv();
        Optional<Path> home =
                absolute(environment.get("HOME"))
                        .or(() -> absolute(System.getProperty("user.home")));
        return new Surroundings(environment, home, Path.of("").toAbsolutePath());
    }

    /** The data directory of an instance, by the XDG base directory specification. */
    public Path dataDirectory(Optional<String> instance) {
        return absolute(environment.get("XDG_DATA_HOME"))
                .or(() -> home.map(directory -> directory.resolve(".local/share")))
                .map(directory -> directory.resolve("x0x" + suffix(instance)))
                .orElse(Path.of("/var/lib/x0x" + suffix(instance)));
    }

    /** Where the keys of an instance are, if there is a home directory. */
    public Optional<Path> identityDirectory(Optional<String> instance) {
        return home.map(directory -> directory.resolve(".x0x" + suffix(instance)));
    }

    /** Where the config file of an instance is looked for unless it is named. */
    public Path configFile(Optional<String> instance) {
        return absolute(environment.get("XDG_CONFIG_HOME"))
                .or(() -> home.map(directory -> directory.resolve(".config")))
                .map(directory -> directory.resolve("x0x" + suffix(instance), "config.toml"))
                .orElse(Path.of("/etc/x0x" + suffix(instance) + "/config.toml"));
    }

    private static String suffix(Optional<String> instance) {
        return instance.map(name -> "-" + name).orElse("");
    }

    // a relative one is to be ignored, says the specification
    private static Optional<Path> absolute(String text) {
        return Optional.ofNullable(text).flatMap(Paths::parse).filter(Path::isAbsolute);
    }
}
