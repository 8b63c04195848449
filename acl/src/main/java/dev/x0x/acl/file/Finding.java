// SPDX-License-Identifier: Apache-2.0
package dev.x0x.acl.file;

import java.nio.file.Path;
import java.util.Optional;

/**
 * One thing to say about a file or a flag.
 *
 * @param severity what it does to a start
 * @param file the file, if it is about one
 * @param line from 1; 0 if it is about no line
 * @param column from 1; 0 if it is about no line
 * @param message what is wrong: lower case, no full stop
 * @param hint what to write instead, on a line of its own
 * @param onThisMachine whether another machine might say otherwise
 */
public record Finding(
        Severity severity,
        Optional<Path> file,
        int line,
        int column,
        String message,
        Optional<String> hint,
        boolean onThisMachine) {

    /** An error about no file: a flag, say. */
    public static Finding error(String message, String hint) {
        return new Finding(
                Severity.ERROR, Optional.empty(), 0, 0, message, Optional.of(hint), false);
    }

    /** {@code file:line:column: message}, and the hint on a second line. */
    public String text() {
        var text = new StringBuilder();
        file.ifPresent(path -> text.append(path).append(':'));
        if (line > 0) {
            text.append(line).append(':').append(column).append(':');
        }
        if (!text.isEmpty()) {
            text.append(' ');
        }
        if (severity != Severity.ERROR) {
            text.append(severity.code());
            text.append(onThisMachine ? " (on this machine): " : ": ");
        }
        text.append(message);
        hint.ifPresent(words -> text.append("\nhint: ").append(words));
        return text.toString();
    }
}
