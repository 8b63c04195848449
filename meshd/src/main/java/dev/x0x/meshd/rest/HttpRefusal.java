// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.rest;

/** An HTTP answer that says no. */
final class HttpRefusal extends Exception {
    private static final long serialVersionUID = 1;

    private final int status;
    private final transient JsonObject body;

    private HttpRefusal(int status, JsonObject body) {
        super(null, null, false, false);
        this.status = status;
        this.body = body;
    }

    static HttpRefusal of(int status, String error) {
        return new HttpRefusal(status, JsonObject.no(error));
    }

    static HttpRefusal of(int status, JsonObject body) {
        return new HttpRefusal(status, body);
    }

    static HttpRefusal badRequest(String error) {
        return of(400, error);
    }

    /** What a door's no looks like from outside. */
    static HttpRefusal of(RefusedException refused) {
        return of(
                refused.sort().status(),
                JsonObject.no(refused.error()).put("detail", refused.detail()));
    }

    int status() {
        return status;
    }

    JsonObject body() {
        return body;
    }
}
