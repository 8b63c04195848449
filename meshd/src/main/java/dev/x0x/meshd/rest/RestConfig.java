// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.rest;

import java.net.InetSocketAddress;
import java.nio.file.Path;

/**
 * Where the HTTP door stands and how much it takes in at once.
 *
 * @param bind port 0 for any free one
 * @param dataDir holds {@code api-token} and {@code api.port}
 * @param maxRequestBodyBytes what the operator allows a request body, for {@code /exec/run}
 * @param largestStdinBytes the largest stdin that may be asked for from here
 */
public record RestConfig(
        InetSocketAddress bind, Path dataDir, long maxRequestBodyBytes, long largestStdinBytes) {
    /** What {@code max_request_body_bytes} is unless configured (BEHAVIOUR.md §5). */
    public static final long DEFAULT_MAX_REQUEST_BODY_BYTES = 16L << 20;

    /** Room for everything in an exec request but its stdin; a guess. */
    private static final long BESIDE_STDIN = 64L << 10;

    /** No other request carries more than a card or a direct message; the field's limit. */
    private static final int OTHER_BODIES = 1 << 20;

    /** Wants an address, not a name. */
    public RestConfig {
        if (bind.isUnresolved()) {
            throw new IllegalArgumentException(bind + " is no address");
        }
    }

    /** The body limit of {@code /exec/run}: it always holds the largest stdin in base64. */
    int execBodyLimit() {
        long stdin = (largestStdinBytes + 2) / 3 * 4 + BESIDE_STDIN;
        return (int) Math.min(Integer.MAX_VALUE - 64, Math.max(maxRequestBodyBytes, stdin));
    }

    /** The body limit of every other request. */
    int bodyLimit() {
        return Math.min(OTHER_BODIES, execBodyLimit());
    }
}
