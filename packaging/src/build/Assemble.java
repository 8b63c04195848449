// SPDX-License-Identifier: Apache-2.0

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;

/**
 * Lays out the runnable tree beside the jars that Maven has put there: launchers, documents, and a
 * runtime of JDK modules only. Run by the build on JDK 25 as {@code java Assemble.java <packaging
 * directory> <tree>}. The runtime is linked again only when the JDK or the options have changed.
 */
final class Assemble {
    /** What jdeps names for the jars of both programs, plus what they load by name. */
    private static final String MODULES =
            "java.base,java.logging,java.management,java.naming,java.xml,jdk.crypto.ec,jdk.unsupported";

    // Not --strip-debug: it wants binutils' objcopy, and the JDK's libraries come stripped.
    private static final List<String> OPTIONS =
            List.of(
                    "--add-modules",
                    MODULES,
                    "--generate-cds-archive",
                    "--strip-java-debug-attributes",
                    "--no-header-files",
                    "--no-man-pages");

    private Assemble() {}

    public static void main(String[] args) throws IOException {
        Path packaging = Path.of(args[0]);
        Path tree = Path.of(args[1]);
        copyTree(packaging.resolve("src/tree"), tree);
        Files.copy(
                packaging.resolveSibling("LICENSE"),
                tree.resolve("share/doc/LICENSE"),
                StandardCopyOption.REPLACE_EXISTING);
        linkRuntime(tree);
    }

    private static void copyTree(Path from, Path to) throws IOException {
        try (Stream<Path> sources = Files.walk(from)) {
            for (Path source : (Iterable<Path>) sources.filter(Files::isRegularFile)::iterator) {
                Path target = to.resolve(from.relativize(source).toString());
                Files.createDirectories(target.getParent());
                Files.copy(source, target, StandardCopyOption.REPLACE_EXISTING);
                boolean program = target.getParent().endsWith("bin");
                Files.setPosixFilePermissions(
                        target,
                        PosixFilePermissions.fromString(program ? "rwxr-xr-x" : "rw-r--r--"));
            }
        }
    }

    private static void linkRuntime(Path tree) throws IOException {
        String wanted =
                System.getProperty("java.vendor.version") + ' ' + Runtime.version() + ' ' + OPTIONS;
        Path runtime = tree.resolve("runtime");
        Path stamp = tree.resolveSibling("runtime.stamp");
        if (Files.isExecutable(runtime.resolve("bin/java"))
                && Files.exists(stamp)
                && Files.readString(stamp).equals(wanted)) {
            return;
        }
        Files.deleteIfExists(stamp);
        delete(runtime);
        List<String> options = new ArrayList<>(OPTIONS);
        Collections.addAll(options, "--output", runtime.toString());
        int status =
                ToolProvider.findFirst("jlink")
                        .orElseThrow(
                                () ->
                                        new IOException(
                                                "no jlink in " + System.getProperty("java.home")))
                        .run(System.out, System.err, options.toArray(String[]::new));
        if (status != 0) {
            throw new IOException("jlink ended with " + status);
        }
        Files.writeString(stamp, wanted);
    }

    private static void delete(Path tree) throws IOException {
        if (!Files.exists(tree)) {
            return;
        }
        try (Stream<Path> found = Files.walk(tree)) {
            for (Path each : found.sorted(Collections.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }
}
