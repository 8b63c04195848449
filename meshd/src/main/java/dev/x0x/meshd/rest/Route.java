// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.rest;

import io.javalin.http.HandlerType;

import java.util.Set;

/**
 * One row of the table: a method and a path, what may come with it, and who answers.
 *
 * @param query names of the query parameters it knows
 */
record Route(
        HandlerType method, String path, JsonShape body, Set<String> query, Answerer answerer) {

    /** Call in, reply out. */
    @FunctionalInterface
    interface Answerer {
        /** Whatever is thrown but a refusal is our own mistake: a 500 that says nothing. */
        Reply answer(Call call) throws Exception;
    }

    static Route get(String path, Answerer answerer, String... query) {
        return new Route(HandlerType.GET, path, JsonShape.NOTHING, Set.of(query), answerer);
    }

    static Route delete(String path, Answerer answerer) {
        return new Route(HandlerType.DELETE, path, JsonShape.NOTHING, Set.of(), answerer);
    }

    static Route patch(String path, JsonShape body, Answerer answerer) {
        return new Route(HandlerType.PATCH, path, body, Set.of(), answerer);
    }

    static Route post(String path, JsonShape body, Answerer answerer, String... query) {
        return new Route(HandlerType.POST, path, body, Set.of(query), answerer);
    }

    boolean takesBody() {
        return method.equals(HandlerType.POST) || method.equals(HandlerType.PATCH);
    }
}
