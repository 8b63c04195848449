// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.rest;

/** What a handler answers. */
sealed interface Reply {
    /**
     * A JSON object.
     *
     * @param afterwards runs once the answer is with the client
     */
    record Json(int status, JsonObject body, Runnable afterwards) implements Reply {}

    /** A status alone. */
    record Empty(int status) implements Reply {}

    /** The handler has written the answer itself. */
    record Written() implements Reply {}

    static Reply ok(JsonObject body) {
        return of(200, body);
    }

    static Reply of(int status, JsonObject body) {
        return new Json(status, body, () -> {});
    }
}
