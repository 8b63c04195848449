// SPDX-License-Identifier: Apache-2.0
package dev.x0x.cli.daemon;

import java.util.Optional;

/**
 * Where the daemon's REST API listens.
 *
 * @param host a name or address; IPv6 without brackets
 */
public record ApiAddress(String host, int port) {
    /** Where an unnamed daemon listens unless told otherwise (BEHAVIOUR.md §5). */
    public static final ApiAddress USUAL = new ApiAddress("127.0.0.1", 12700);

    private static final int MAX_PORT = 65_535;

    /** Reads `host:port` or `http://host:port`, with brackets round an IPv6 address. */
    public static Optional<ApiAddress> parse(String text) {
        String rest = text.strip();
        if (rest.startsWith("http://")) {
            rest = rest.substring("http://".length());
        }
        if (rest.endsWith("/")) {
            rest = rest.substring(0, rest.length() - 1);
        }
        int colon = rest.lastIndexOf(':');
        if (colon < 1) {
            return Optional.empty();
        }
        String host = rest.substring(0, colon);
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        if (bracketed) {
            host = host.substring(1, host.length() - 1);
        }
        if (!named(host, bracketed)) {
            return Optional.empty();
        }
        return port(rest.substring(colon + 1), host);
    }

    private static boolean named(String host, boolean bracketed) {
        for (int i = 0; i < host.length(); i++) {
            char c = host.charAt(i);
            boolean plain = c < 0x80 && (Character.isLetterOrDigit(c) || c == '.' || c == '-');
            if (!plain && !(bracketed && (c == ':' || c == '%'))) {
                return false;
            }
        }
        return !host.isEmpty();
    }

    private static Optional<ApiAddress> port(String digits, String host) {
        if (digits.isEmpty() || digits.length() > 5) {
            return Optional.empty();
        }
        int port = 0;
        for (int i = 0; i < digits.length(); i++) {
            char c = digits.charAt(i);
            if (c < '0' || c > '9') {
                return Optional.empty();
            }
            port = port * 10 + c - '0';
        }
        return port < 1 || port > MAX_PORT
                ? Optional.empty()
                : Optional.of(new ApiAddress(host, port));
    }

    /** As the Host header and people write it. */
    @Override
    public String toString() {
        return host.indexOf(':') < 0 ? host + ":" + port : "[" + host + "]:" + port;
    }
}
