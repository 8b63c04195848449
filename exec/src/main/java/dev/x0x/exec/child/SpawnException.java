// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec.child;

/** Nothing was started. The message is for the operator; the peer learns {@code spawn_failed}. */
public final class SpawnException extends Exception {
    private static final long serialVersionUID = 1;

    /** What stood in the way. */
    public enum Reason {
        /** The program file does not exist. */
        PROGRAM_MISSING,
        /** It exists and may not or cannot be run: permissions, format, missing interpreter. */
        PROGRAM_UNUSABLE,
        /** The working directory is missing, is not a directory, or may not be entered. */
        CWD_UNUSABLE,
        /** An argument or variable cannot be passed on: a NUL, half a character, too long. */
        BAD_ARGUMENT,
        /** The machine has no process, memory or descriptor to spare. */
        NO_RESOURCES,
        /** We are stopping. */
        STOPPING,
        /** Something else; the message has the system's words. */
        OTHER
    }

    private final Reason reason;

    /** With the reason and words that say what to do. */
    public SpawnException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    /** What stood in the way. */
    public Reason reason() {
        return reason;
    }
}
