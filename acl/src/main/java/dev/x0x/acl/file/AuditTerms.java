// SPDX-License-Identifier: Apache-2.0
package dev.x0x.acl.file;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How the record of what runs is kept.
 *
 * @param path the file
 * @param group a group of this machine that may read it beside its owner
 * @param rotateBytes a file of this size is set aside and a new one begun; 0 for never
 */
public record AuditTerms(Path path, Optional<String> group, long rotateBytes) {}
