// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.rest;

import org.eclipse.jetty.ee10.servlet.ErrorHandler;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

import java.nio.ByteBuffer;
import java.util.Locale;

/** What the HTTP server itself refuses, before anything of ours sees it, in our words. */
final class JsonErrors extends ErrorHandler {
    JsonErrors() {
        setShowStacks(false);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, Replies.JSON);
        response.write(true, ByteBuffer.wrap(body(response.getStatus())), callback);
        return true;
    }

    private static byte[] body(int status) {
        return JsonObject.no(word(status)).bytes();
    }

    /** What a status is called; of our own mistakes no more than that they are ours. */
    static String word(int status) {
        HttpStatus.Code code = HttpStatus.getCode(status);
        return code == null || status >= 500
                ? Replies.INTERNAL
                : code.getMessage().toLowerCase(Locale.ROOT);
    }
}
