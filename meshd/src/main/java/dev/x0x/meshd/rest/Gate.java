// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.rest;

import jakarta.servlet.http.HttpServletRequest;

import java.net.InetAddress;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What every request must pass before anything looks at its path: the Host it thinks it talks to,
 * the page it comes from, and the token.
 */
final class Gate {
    private static final String BEARER = "Bearer ";

    /** A name and an optional port. The name of an IPv6 address stands in brackets. */
    private static final Pattern AUTHORITY =
            Pattern.compile("(\\[[0-9a-fA-F:.]+]|[^\\[\\]:@/]+)(:\\d{1,5})?");

    private static final Pattern LOOPBACK_V4 = Pattern.compile("127(\\.\\d{1,3}){3}");

    /** The field's list: localhost by name is not on it. */
    private static final Pattern ORIGIN =
            Pattern.compile("https?://(127\\.0\\.0\\.1|\\[::1])(:\\d{1,5})?");

    private static final Set<String> METHODS =
            Set.of("DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT");

    private final ApiToken token;

    Gate(ApiToken token) {
        this.token = token;
    }

    /** Refuses, or returns. */
    void check(HttpServletRequest request) throws HttpRefusal {
        if (!METHODS.contains(request.getMethod())) {
            throw HttpRefusal.of(501, "unknown method");
        }
        host(request);
        origin(request);
        if (request.getMethod().equals("OPTIONS") || request.getRequestURI().equals("/health")) {
            return;
        }
        if (!bears(headers(request, "Authorization"))) {
            throw HttpRefusal.of(401, "missing or invalid Authorization: Bearer token");
        }
    }

    /** The page this request comes from, if it comes from one that may. */
    static Optional<String> origin(HttpServletRequest request) throws HttpRefusal {
        List<String> origins = headers(request, "Origin");
        if (origins.isEmpty()) {
            return Optional.empty();
        }
        if (origins.size() > 1 || !ORIGIN.matcher(origins.getFirst()).matches()) {
            throw HttpRefusal.of(403, "requests from this Origin are refused");
        }
        return Optional.of(origins.getFirst());
    }

    /**
     * A name that someone else's DNS points at us is not ours: without this a web page could talk
     * to the daemon as if it were the page's own server (DNS rebinding).
     */
    private static void host(HttpServletRequest request) throws HttpRefusal {
        List<String> hosts = headers(request, "Host");
        if (hosts.isEmpty()) {
            return; // HTTP/1.0; a browser always sends one
        }
        var authority = AUTHORITY.matcher(hosts.getFirst());
        if (hosts.size() > 1
                || !authority.matches()
                || !ours(authority.group(1).toLowerCase(Locale.ROOT), request.getLocalAddr())) {
            throw HttpRefusal.of(421, "this Host is not the daemon's; use its address");
        }
    }

    private static boolean ours(String host, String local) {
        if (host.equals("localhost") || LOOPBACK_V4.matcher(host).matches() || host.equals(local)) {
            return true;
        }
        if (!host.startsWith("[")) {
            return false;
        }
        try { // literals only: nothing is looked up
            InetAddress address = InetAddress.ofLiteral(host.substring(1, host.length() - 1));
            return address.isLoopbackAddress() || address.equals(InetAddress.ofLiteral(local));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private boolean bears(List<String> authorizations) {
        return authorizations.size() == 1
                && authorizations.getFirst().startsWith(BEARER)
                && token.matches(authorizations.getFirst().substring(BEARER.length()));
    }

    private static List<String> headers(HttpServletRequest request, String name) {
        return Collections.list(request.getHeaders(name));
    }
}
