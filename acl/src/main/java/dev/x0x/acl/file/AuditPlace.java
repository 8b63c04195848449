// SPDX-License-Identifier: Apache-2.0
package dev.x0x.acl.file;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.UserPrincipalNotFoundException;

/** Whether the audit file could be written, without trying: nothing is made here. */
final class AuditPlace {
    private AuditPlace() {}

    static void check(Path path, Place place, Findings findings) {
        if (!path.isAbsolute()) {
            findings.warning(
                    place,
                    "`audit_log_path` depends on where the daemon is started",
                    "write an absolute path");
            return;
        }
        Path directory = path.getParent();
        if (Files.isDirectory(path)) {
            findings.onThisMachine(place, "audit path `" + path + "` is a directory");
        } else if (Files.exists(path)) {
            if (!Files.isWritable(path)) {
                findings.onThisMachine(place, "audit file `" + path + "` cannot be written");
            }
        } else if (directory == null || !Files.isDirectory(directory)) {
            findings.onThisMachine(place, "audit path: there is no directory `" + directory + "`");
        } else if (!Files.isWritable(directory)) {
            findings.onThisMachine(
                    place, "audit path: the directory `" + directory + "` cannot be written");
        }
    }

    static void checkGroup(String name, Place place, Findings findings) {
        try {
            GroupPrincipal _ =
                    FileSystems.getDefault()
                            .getUserPrincipalLookupService()
                            .lookupPrincipalByGroupName(name);
        } catch (UserPrincipalNotFoundException e) {
            findings.onThisMachine(place, "there is no group `" + name + "`");
        } catch (IOException | UnsupportedOperationException e) {
            findings.onThisMachine(place, "group `" + name + "` cannot be looked up");
        }
    }
}
