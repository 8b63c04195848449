// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.check;

import dev.x0x.acl.file.AclLoaded;
import dev.x0x.acl.file.Finding;
import dev.x0x.acl.file.Severity;
import dev.x0x.meshd.config.ConfigRead;

import java.nio.file.Path;
import java.util.List;

/**
 * What the loaders found.
 *
 * @param config the configuration
 * @param aclPath where the ACL was looked for
 * @param acl the ACL
 * @param findings of all files, in the order in which they are read
 */
public record Checked(ConfigRead config, Path aclPath, AclLoaded acl, List<Finding> findings) {
    /** Copies the findings. */
    public Checked {
        findings = List.copyOf(findings);
    }

    /** Whether a daemon may start on these files. */
    public boolean usable() {
        return count(Severity.ERROR) == 0;
    }

    /** How a check ends. */
    public ExitStatus status(boolean strict) {
        boolean good = usable() && (!strict || count(Severity.WARNING) == 0);
        return good ? ExitStatus.OK : ExitStatus.BAD_CONFIGURATION;
    }

    /** How many findings there are of a kind. */
    public long count(Severity severity) {
        return findings.stream().filter(each -> each.severity() == severity).count();
    }
}
