// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.config;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code address:port} in figures: no name is looked up to read a file. */
final class Addresses {
    private static final Pattern SOCKET =
            Pattern.compile(
                    "(?:\\[(?<six>[0-9A-Fa-f:.]{2,45})]|(?<four>[0-9.]{7,15})):(?<port>[0-9]{1,5})");
    private static final Pattern FOUR =
            Pattern.compile("(?:0|[1-9][0-9]{0,2})(?:\\.(?:0|[1-9][0-9]{0,2})){3}");

    private Addresses() {}

    static Optional<InetSocketAddress> parse(String text) {
        Matcher parts = SOCKET.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        String four = parts.group("four");
        if (four != null && !FOUR.matcher(four).matches()) {
            return Optional.empty();
        }
        OptionalInt port = port(parts.group("port"));
        if (port.isEmpty()) {
            return Optional.empty();
        }
        try {
            var address = InetAddress.ofLiteral(four != null ? four : parts.group("six"));
            return Optional.of(new InetSocketAddress(address, port.getAsInt()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    static OptionalInt port(String text) {
        if (!text.matches("[0-9]{1,5}")) {
            return OptionalInt.empty();
        }
        int port = Integer.parseInt(text);
        return port <= 0xffff ? OptionalInt.of(port) : OptionalInt.empty();
    }
}
