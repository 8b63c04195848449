// SPDX-License-Identifier: Apache-2.0
package dev.x0x.identity.codec;

/**
 * Bytes or text from outside that are not what they claim to be. Carries no stack trace: it is an
 * expected answer.
 */
public final class MalformedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final Refusal refusal;

    /**
     * A refusal with what was wrong.
     *
     * @param refusal the reason, from the closed list
     * @param what what was read and what was expected, for a person
     */
    public MalformedException(Refusal refusal, String what) {
        super(refusal.code() + ": " + what, null, false, false);
        this.refusal = refusal;
    }

    /** The reason, from the closed list. */
    public Refusal refusal() {
        return refusal;
    }
}
