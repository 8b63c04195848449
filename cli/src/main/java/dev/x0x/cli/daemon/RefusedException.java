// SPDX-License-Identifier: Apache-2.0
package dev.x0x.cli.daemon;

import java.util.Optional;

/** The daemon answered, and said no. */
public final class RefusedException extends DaemonException {
    private static final long serialVersionUID = 1;

    private final int status;
    private final transient Json body;

    RefusedException(int status, Json body) {
        super(said(status, body));
        this.status = status;
        this.body = body;
    }

    private static String said(int status, Json body) {
        String error = body.get("error").text().orElse("the daemon answered " + status);
        Optional<String> detail = body.get("detail").text();
        return detail.isPresent() ? error + ": " + detail.get() : error;
    }

    /** The HTTP status. */
    public int status() {
        return status;
    }

    /** The error object; null if the body was none. */
    public Json body() {
        return body;
    }

    /** The word for programs, such as `not_sent`. */
    public String error() {
        return body.get("error").text().orElse("");
    }
}
