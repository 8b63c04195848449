// SPDX-License-Identifier: Apache-2.0
package dev.x0x.acl.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the machine says of a file: warnings only, another machine may say otherwise. */
final class Permissions {
    private static final int OTHERS_WRITE = 0002;
    private static final int STICKY = 01000;

    private Permissions() {}

    /** Warns if anybody at all can change the file, or put another one in its place. */
    static void warnIfOthersCanWrite(Path path, String what, Place place, Findings findings) {
        if (!Files.exists(path)) {
            return;
        }
        Path directory = path.toAbsolutePath().getParent();
        if ((mode(path) & OTHERS_WRITE) != 0) {
            findings.onThisMachine(place, what + " `" + path + "` is writable by others");
        } else if (directory != null && replaceable(directory)) {
            findings.onThisMachine(
                    place, what + " `" + path + "` is in a directory that is writable by others");
        }
    }

    /** Warns if it is no directory. */
    static void warnIfNoDirectory(Path path, Place place, Findings findings) {
        if (!Files.isDirectory(path)) {
            findings.onThisMachine(place, "`" + path + "` is not a directory");
        }
    }

    // in a sticky directory, others cannot rename what is not theirs
    private static boolean replaceable(Path directory) {
        return (mode(directory) & (OTHERS_WRITE | STICKY)) == OTHERS_WRITE;
    }

    private static int mode(Path path) {
        try {
            return (int) Files.getAttribute(path, "unix:mode");
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            return 0; // not a machine with such modes
        }
    }
}
