// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.directory;

import java.util.Optional;

/**
 * What is known of an agent on a machine. Never changes.
 *
 * @param kemPublicKey the key to seal to; not copied
 * @param keyCreatedMs when its card or advert was made, Unix milliseconds
 * @param said the latest word of the machine; empty if only a card speaks
 * @param pending another key that waits for the operator
 * @param kept whether it is on disk, and not forgotten for want of room
 * @param order grows with each change, to find the eldest
 */
record Entry(
        Pair pair,
        byte[] kemPublicKey,
        long keyCreatedMs,
        Optional<Advertised> said,
        Optional<Advertised> pending,
        boolean kept,
        long order) {
    Entry withPending(Optional<Advertised> now) {
        return new Entry(pair, kemPublicKey, keyCreatedMs, said, now, kept, order);
    }

    /** The same key, and what the machine said last. */
    Entry saying(Advertised now, boolean keep, long at) {
        return new Entry(pair, kemPublicKey, keyCreatedMs, Optional.of(now), pending, keep, at);
    }

    Entry withCardKey(byte[] key, long createdMs) {
        return new Entry(pair, key, createdMs, said, Optional.empty(), true, order);
    }
}
