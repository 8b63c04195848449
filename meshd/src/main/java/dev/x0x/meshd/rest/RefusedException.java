// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.rest;

/** A door says no, and why. Becomes a 4xx or 5xx with {@code error} and {@code detail}. */
public final class RefusedException extends Exception {
    private static final long serialVersionUID = 1;

    /** What sort of no, as HTTP knows them. */
    public enum Sort {
        /** The request makes no sense: 400. */
        BAD_REQUEST(400),
        /** The operator's own settings forbid it: 403. */
        FORBIDDEN(403),
        /** There is no such thing: 404. */
        NOT_FOUND(404),
        /** There are several such things, or it is taken: 409. */
        CONFLICT(409),
        /** More than can be carried: 413. */
        TOO_LARGE(413),
        /** It could not be sent: 502. */
        NOT_SENT(502),
        /** The daemon cannot do it now: 503. */
        UNAVAILABLE(503),
        /** It was sent and nothing came back: 504. */
        NO_ANSWER(504);

        private final int status;

        Sort(int status) {
            this.status = status;
        }

        int status() {
            return status;
        }
    }

    private final Sort sort;
    private final String error;

    /**
     * A no.
     *
     * @param error a code for programs, such as {@code machine_ambiguous}
     * @param detail a sentence for people that says what to do next
     */
    public RefusedException(Sort sort, String error, String detail) {
        super(detail, null, false, false);
        this.sort = sort;
        this.error = error;
    }

    /** The code for programs. */
    public String error() {
        return error;
    }

    /** The sentence for people. */
    public String detail() {
        return getMessage();
    }

    Sort sort() {
        return sort;
    }
}
