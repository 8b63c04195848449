// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.rest;

import dev.x0x.identity.AgentId;
import dev.x0x.identity.MachineId;
import dev.x0x.identity.RequestId;

import io.javalin.http.Context;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/** One request that passed the gate: its path, query and body, checked against its route. */
final class Call {
    private static final String ANOTHER_TYPE = "expected Content-Type: application/json";

    /** From a process on the same machine; a guess. */
    private static final Duration SLOWEST_BODY = Duration.ofSeconds(60);

    private static final Duration SLOWEST_DRAIN = Duration.ofSeconds(1);
    private static final Logger LOG = LoggerFactory.getLogger(Call.class);

    private final Context context;
    private final JsonBody body;

    private Call(Context context, JsonBody body) {
        this.context = context;
        this.body = body;
    }

    static Call read(Context context, Route route, int bodyLimit) throws HttpRefusal, IOException {
        for (String name : context.queryParamMap().keySet()) {
            if (!route.query().contains(name)) {
                throw HttpRefusal.badRequest(
                        "unknown query parameter `%s`".formatted(JsonBody.clip(name)));
            }
            if (context.queryParams(name).size() > 1) {
                throw HttpRefusal.badRequest(name + ": given twice");
            }
        }
        return new Call(
                context, route.takesBody() ? body(context, route, bodyLimit) : JsonBody.empty());
    }

    private static JsonBody body(Context context, Route route, int limit)
            throws HttpRefusal, IOException {
        if (context.req().getContentLengthLong() > limit) {
            throw tooLarge(context, limit);
        }
        byte[] bytes = bytes(context, limit);
        if (bytes.length == 0 && route.body().fields().isEmpty()) {
            return JsonBody.empty();
        }
        requireJson(context);
        return JsonBody.read(bytes, route.body());
    }

    private static byte[] bytes(Context context, int limit) throws HttpRefusal, IOException {
        var bytes = new ByteArrayOutputStream();
        byte[] some = new byte[16 << 10];
        long began = System.nanoTime();
        try {
            InputStream in = context.req().getInputStream();
            for (int n = in.read(some); n >= 0; n = in.read(some)) {
                bytes.write(some, 0, n);
                if (bytes.size() > limit) {
                    throw tooLarge(context, limit);
                }
                if (System.nanoTime() - began > SLOWEST_BODY.toNanos()) {
                    throw tooSlow(context);
                }
            }
        } catch (IOException e) {
            if (e.getCause() instanceof TimeoutException) {
                throw tooSlow(context);
            }
            throw new ClientGoneException(e);
        }
        return bytes.toByteArray();
    }

    /**
     * Reads on for a while after a body was refused for its size: a connection that is closed over
     * unread bytes is reset, and then nobody reads the refusal.
     */
    static void drain(Context context, int limit) {
        if (context.header("Expect") != null) {
            return; // it waits for our word before it sends
        }
        ClientWatch.endPoint(context.req()).setIdleTimeout(SLOWEST_DRAIN.toMillis());
        byte[] some = new byte[16 << 10];
        long began = System.nanoTime();
        try {
            InputStream in = context.req().getInputStream();
            long rest = 4L * limit;
            for (int n = in.read(some); n >= 0 && rest > 0; n = in.read(some)) {
                rest -= n;
                if (System.nanoTime() - began > SLOWEST_DRAIN.toNanos()) {
                    return;
                }
            }
        } catch (IOException e) {
            LOG.debug("the rest of a refused body did not come", e);
        }
    }

    private static HttpRefusal tooSlow(Context context) {
        context.header("Connection", "close");
        return HttpRefusal.of(408, "the body took too long to come");
    }

    private static HttpRefusal tooLarge(Context context, int limit) {
        context.header("Connection", "close"); // what is left of the body is not worth reading
        return HttpRefusal.of(413, "the body is larger than %d bytes".formatted(limit));
    }

    private static void requireJson(Context context) throws HttpRefusal {
        List<String> type =
                List.of(
                        Optional.ofNullable(context.header("Content-Type"))
                                .orElse("")
                                .toLowerCase(Locale.ROOT)
                                .replace(" ", "")
                                .replace("\"", "")
                                .split(";", -1));
        if (!type.getFirst().equals("application/json")) {
            throw HttpRefusal.of(415, ANOTHER_TYPE);
        }
        for (String parameter : type) {
            if (parameter.startsWith("charset=") && !parameter.equals("charset=utf-8")) {
                throw HttpRefusal.of(415, ANOTHER_TYPE + " in UTF-8");
            }
        }
        if (context.header("Content-Encoding") != null) {
            throw HttpRefusal.of(415, "expected a body without Content-Encoding");
        }
    }

    JsonBody body() {
        return body;
    }

    Context context() {
        return context;
    }

    Optional<String> query(String name) {
        return Optional.ofNullable(context.queryParam(name));
    }

    boolean queryFlag(String name) throws HttpRefusal {
        return switch (query(name).orElse("false")) {
            case "true" -> true;
            case "false" -> false;
            default -> throw HttpRefusal.badRequest(name + ": expected true or false");
        };
    }

    AgentId pathAgent() throws HttpRefusal {
        return Words.agent("agent_id", context.pathParam("id"));
    }

    MachineId pathMachine() throws HttpRefusal {
        return Words.machine("machine_id", context.pathParam("mid"));
    }

    RequestId pathRequest() throws HttpRefusal {
        return Words.request("request_id", context.pathParam("request_id"));
    }

    AgentId agent() throws HttpRefusal {
        return Words.agent("agent_id", body.needText("agent_id"));
    }

    MachineId machine() throws HttpRefusal {
        return Words.machine("machine_id", body.needText("machine_id"));
    }
}
