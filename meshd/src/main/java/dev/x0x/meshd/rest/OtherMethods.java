// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.rest;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What the paths of the table say to methods that are not in it: OPTIONS, and 405. */
final class OtherMethods {
    private static final List<HandlerType> METHODS =
            List.of(
                    HandlerType.GET,
                    HandlerType.POST,
                    HandlerType.PUT,
                    HandlerType.PATCH,
                    HandlerType.DELETE);

    private OtherMethods() {}

    /** To be called after the table's own rows were added: the first match answers. */
    static void add(RoutesConfig routes, List<Route> table) {
        Map<String, Set<String>> allowed = new TreeMap<>();
        for (Route route : table) {
            Set<String> methods = allowed.computeIfAbsent(route.path(), _ -> new TreeSet<>());
            methods.add("OPTIONS");
            methods.add(route.method().name());
            if (route.method().equals(HandlerType.GET)) {
                methods.add("HEAD");
            }
        }
        allowed.forEach((path, methods) -> add(routes, path, methods));
    }

    private static void add(RoutesConfig routes, String path, Set<String> methods) {
        String allow = String.join(", ", methods);
        routes.options(path, context -> options(context, allow));
        for (HandlerType method : METHODS) {
            if (!methods.contains(method.name())) {
                routes.addHttpHandler(
                        method,
                        path,
                        context -> {
                            context.header("Allow", allow);
                            throw HttpRefusal.of(405, "offered here: " + allow);
                        });
            }
        }
    }

    private static void options(Context context, String allow) {
        context.status(204).header("Allow", allow);
        if (context.res().getHeader("Access-Control-Allow-Origin") != null) {
            context.header("Access-Control-Allow-Methods", allow)
                    .header("Access-Control-Allow-Headers", "Authorization, Content-Type");
        }
    }
}
