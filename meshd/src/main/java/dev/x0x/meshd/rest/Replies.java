// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.rest;

import io.javalin.http.Context;

import jakarta.servlet.http.HttpServletResponse;

import java.io.IOException;
import java.io.OutputStream;

/** Writes answers. */
final class Replies {
    /** All that anyone learns of our own mistakes. */
    static final String INTERNAL = "internal error";

    static final String JSON = "application/json";

    private Replies() {}

    static void send(Context context, Reply reply) throws ClientGoneException {
        HttpServletResponse response = context.res();
        switch (reply) {
            case Reply.Written _ -> {}
            case Reply.Empty(int status) -> response.setStatus(status);
            case Reply.Json(int status, JsonObject body, Runnable afterwards) -> {
                response.setStatus(status);
                response.setContentType(JSON);
                response.setHeader("Cache-Control", "no-store");
                write(response, body);
                afterwards.run();
            }
        }
    }

    static void send(Context context, HttpRefusal refusal) throws ClientGoneException {
        if (refusal.status() == 401) {
            context.header("WWW-Authenticate", "Bearer");
        }
        send(context, Reply.of(refusal.status(), refusal.body()));
    }

    private static void write(HttpServletResponse response, JsonObject body)
            throws ClientGoneException {
        try {
            OutputStream out = response.getOutputStream();
            if (body.isLong()) {
                body.write(out);
            } else {
                byte[] bytes = body.bytes(); // a mistake in it can still become a 500
                response.setContentLength(bytes.length);
                out.write(bytes);
            }
            out.flush();
        } catch (IOException e) {
            throw new ClientGoneException(e);
        }
    }
}
