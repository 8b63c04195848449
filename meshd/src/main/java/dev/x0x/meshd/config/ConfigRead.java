// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.config;

import dev.x0x.acl.file.Finding;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A configuration as it was found.
 *
 * @param config what to run with; empty if a finding is an error
 * @param loadedFrom the file, if there is one
 * @param findings everything there is to say
 */
public record ConfigRead(
        Optional<DaemonConfig> config, Optional<Path> loadedFrom, List<Finding> findings) {

    /** Copies the findings. */
    public ConfigRead {
        findings = List.copyOf(findings);
    }
}
