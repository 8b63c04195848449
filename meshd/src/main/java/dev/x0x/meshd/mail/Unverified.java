// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.mail;

import dev.x0x.meshd.link.Link;

import java.util.HashMap;
import java.util.Map;

/**
 * Bytes of envelopes whose signatures are not verified yet: at most 1 MiB a link and 32 MiB in all
 * (DECISIONS D1).
 */
final class Unverified {
    private static final long A_LINK = 1024 * 1024;
    private static final long IN_ALL = 32 * A_LINK;

    private final Map<Link, Long> perLink = new HashMap<>();
    private long total;

    synchronized boolean admit(Link link, int bytes) {
        long ofLink = perLink.getOrDefault(link, 0L) + bytes;
        if (ofLink > A_LINK || total + bytes > IN_ALL) {
            return false;
        }
        perLink.put(link, ofLink);
        total += bytes;
        return true;
    }

    synchronized long total() {
        return total;
    }

    synchronized void release(Link link, int bytes) {
        total -= bytes;
        perLink.computeIfPresent(link, (_, held) -> held > bytes ? held - bytes : null);
    }
}
