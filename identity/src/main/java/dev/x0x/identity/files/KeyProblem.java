// SPDX-License-Identifier: Apache-2.0
package dev.x0x.identity.files;

import java.nio.file.Path;

/**
 * What keeps us from starting with these keys, for the person who has to mend it.
 *
 * @param file the file or directory that is wrong
 * @param message what is wrong, naming the file
 * @param hint what to do, often the command to run
 */
public record KeyProblem(Path file, String message, String hint) {}
