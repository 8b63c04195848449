// SPDX-License-Identifier: Apache-2.0
package dev.x0x.cli.daemon;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/**
 * One request.
 *
 * @param token empty where none is needed
 * @param patience the longest silence before the daemon counts as hung
 */
record HttpCall(
        String method,
        String path,
        Optional<String> token,
        Optional<Json> body,
        Duration patience) {
    byte[] bytes(ApiAddress address) {
        byte[] content =
                body.isPresent()
                        ? JsonWriter.compact(body.get()).getBytes(StandardCharsets.UTF_8)
                        : new byte[0];
        var head = new StringBuilder(256);
        head.append(method).append(' ').append(path).append(" HTTP/1.1\r\nHost: ");
        head.append(address).append("\r\nConnection: close\r\nUser-Agent: x0x\r\n");
        if (token.isPresent()) {
            head.append("Authorization: Bearer ").append(token.get()).append("\r\n");
        }
        if (body.isPresent()) {
            head.append("Content-Type: application/json\r\n");
        }
        if (!method.equals("GET")) {
            head.append("Content-Length: ").append(content.length).append("\r\n");
        }
        head.append("\r\n");
        var out = new ByteArrayOutputStream(head.length() + content.length);
        out.writeBytes(head.toString().getBytes(StandardCharsets.ISO_8859_1));
        out.writeBytes(content);
        return out.toByteArray();
    }

    /** Without the token. */
    @Override
    public String toString() {
        return method + ' ' + path;
    }
}
