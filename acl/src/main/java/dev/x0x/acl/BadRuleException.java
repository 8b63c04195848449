// SPDX-License-Identifier: Apache-2.0
package dev.x0x.acl;

/** A token or a rule that cannot be loaded. Carries no stack trace: it is an expected answer. */
public final class BadRuleException extends Exception {
    private static final long serialVersionUID = 1L;

    /** What is wrong with it. */
    public enum Kind {
        /** A {@code <} or {@code >} that is none of the templates, or one where none may stand. */
        BAD_TOKEN,
        /** A shell that takes its code from the command line. */
        SHELL_WITH_CODE
    }

    private final Kind kind;
    private final int token;
    private final String hint;

    BadRuleException(Kind kind, int token, String message, String hint) {
        super(message, null, false, false);
        this.kind = kind;
        this.token = token;
        this.hint = hint;
    }

    BadRuleException at(int index) {
        return new BadRuleException(kind, index, getMessage(), hint);
    }

    /** What is wrong. */
    public Kind kind() {
        return kind;
    }

    /** The index of the token at fault, from 0. */
    public int token() {
        return token;
    }

    /** What to write instead. */
    public String hint() {
        return hint;
    }
}
