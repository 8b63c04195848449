// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.config;

import dev.x0x.acl.file.Finding;

import java.util.List;

/**
 * A command line as it was read.
 *
 * @param flags what was understood
 * @param findings what was not; nothing may start with any
 */
public record FlagsRead(Flags flags, List<Finding> findings) {
    /** Copies the findings. */
    public FlagsRead {
        findings = List.copyOf(findings);
    }

    /** Whether all was understood. */
    public boolean usable() {
        return findings.isEmpty();
    }
}
