// SPDX-License-Identifier: Apache-2.0
package dev.x0x.conformance.harness;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where the installed programs are: {@code -Dx0x.home=…}, else what the build has just made. */
public final class Installation {
    private static final Path HOME =
            Path.of(System.getProperty("x0x.home", "../packaging/target/x0x"))
                    .toAbsolutePath()
                    .normalize();

    private Installation() {}

    /** The directory with {@code bin}. */
    public static Path home() {
        program("x0xd");
        return HOME;
    }

    /** The path of {@code bin/name}; fails with what to run when nothing is built. */
    static Path program(String name) {
        Path program = HOME.resolve("bin").resolve(name);
        if (!Files.isExecutable(program)) {
            throw new AssertionError(
                    "no program at "
                            + program
                            + "; run ./dev build, or name an installation with -Dx0x.home=DIR");
        }
        return program;
    }
}
