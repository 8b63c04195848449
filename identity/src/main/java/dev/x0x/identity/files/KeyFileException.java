// SPDX-License-Identifier: Apache-2.0
package dev.x0x.identity.files;

/** A key file stops the start. It has not been touched. */
public final class KeyFileException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient KeyProblem problem;

    /** Stops the start with this problem. */
    KeyFileException(KeyProblem problem) {
        super(problem.message());
        this.problem = problem;
    }

    /** What is wrong and what to do. */
    public KeyProblem problem() {
        return problem;
    }

    /** What to do. */
    public String hint() {
        return problem.hint();
    }
}
