// SPDX-License-Identifier: Apache-2.0
package dev.x0x.acl.file;

import dev.x0x.acl.ExecPolicy;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * An ACL as it was found.
 *
 * @param policy disabled unless the file is there, is without error and says otherwise
 * @param loadedFrom the file, if there is one
 * @param audit where and how to record, if there is an {@code [exec]} table
 * @param auditTasklistId kept; nothing is mirrored
 * @param findings everything there is to say, in the order of the file
 */
public record AclLoaded(
        ExecPolicy policy,
        Optional<Path> loadedFrom,
        Optional<AuditTerms> audit,
        Optional<String> auditTasklistId,
        List<Finding> findings) {

    /** Copies the findings. */
    public AclLoaded {
        findings = List.copyOf(findings);
    }

    /** Where to record, if there is an {@code [exec]} table. */
    public Optional<Path> auditLogPath() {
        return audit.map(AuditTerms::path);
    }

    /** Whether a daemon may start with it. */
    public boolean usable() {
        return findings.stream().noneMatch(each -> each.severity() == Severity.ERROR);
    }
}
