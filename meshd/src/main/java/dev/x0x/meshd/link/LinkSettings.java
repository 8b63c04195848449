// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.link;

import java.net.InetSocketAddress;
import java.time.Duration;

/**
 * How links behave.
 *
 * @param bind where to listen; port 0 takes a free one
 * @param network the 16-byte network hash (DECISIONS A)
 * @param keepAlive how often we send an echo; 50 ms to 60 s
 * @param handshakeTimeout from a peer's first packet to its Hello
 * @param maxLinks links and half-open connections together
 * @param maxHalfOpenPerAddress connections without a Hello from one address
 */
public record LinkSettings(
        InetSocketAddress bind,
        byte[] network,
        Duration keepAlive,
        Duration handshakeTimeout,
        int maxLinks,
        int maxHalfOpenPerAddress) {
    static final int MIN_KEEP_ALIVE_MS = 50;
    static final int MAX_KEEP_ALIVE_MS = 60_000;

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException if one is left
     */
    public LinkSettings {
        if (network.length != 16) {
            throw new IllegalArgumentException("network hash of " + network.length + " bytes");
        }
        if (keepAlive.toMillis() < MIN_KEEP_ALIVE_MS || keepAlive.toMillis() > MAX_KEEP_ALIVE_MS) {
            throw new IllegalArgumentException("keep-alive of " + keepAlive + " is out of range");
        }
        network = network.clone();
    }

    /** Defaults of MESH.md rows 3 to 5 and 8: echo every 5 s, 10 s to shake hands, 512 links. */
    public static LinkSettings of(InetSocketAddress bind, byte[] network) {
        return new LinkSettings(
                bind, network, Duration.ofSeconds(5), Duration.ofSeconds(10), 512, 8);
    }

    /** The same with another keep-alive interval. */
    public LinkSettings withKeepAlive(Duration interval) {
        return new LinkSettings(
                bind, network, interval, handshakeTimeout, maxLinks, maxHalfOpenPerAddress);
    }
}
