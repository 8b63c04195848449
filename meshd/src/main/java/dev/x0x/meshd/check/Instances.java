// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.check;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The instances whose data directories stand beside each other. */
public final class Instances {
    private static final int MAX_ADDRESS = 256;

    private Instances() {}

    /**
     * A line for each: its name, and the API address it wrote down when it started.
     *
     * @param unnamed the data directory of the unnamed instance
     * @throws IOException if the directory above cannot be listed
     */
    public static List<String> list(Path unnamed) throws IOException {
        Path above = unnamed.toAbsolutePath().getParent();
        if (above == null || !Files.isDirectory(above)) {
            return List.of();
        }
        var lines = new ArrayList<String>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(above, "x0x*")) {
            for (Path directory : all) {
                String name = directory.getFileName().toString();
                boolean named = name.matches("x0x-[A-Za-z0-9][A-Za-z0-9-]{0,63}");
                if (Files.isDirectory(directory) && (named || name.equals("x0x"))) {
                    lines.add((named ? name.substring(4) : "(no name)") + address(directory));
                }
            }
        }
        Collections.sort(lines);
        return List.copyOf(lines);
    }

    private static String address(Path directory) {
        Path file = directory.resolve("api.port");
        if (!Files.isRegularFile(file)) {
            return "";
        }
        try (var in = Files.newInputStream(file)) {
            String text =
                    new String(in.readNBytes(MAX_ADDRESS), java.nio.charset.StandardCharsets.UTF_8);
            return text.strip().matches("[0-9A-Fa-f.:\\[\\]]+") ? "\t" + text.strip() : "";
        } catch (IOException e) {
            return "";
        }
    }
}
