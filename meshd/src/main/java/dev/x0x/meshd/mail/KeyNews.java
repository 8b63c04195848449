// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.mail;

import dev.x0x.meshd.mail.Introductions.Peer;

import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Tells those who may still seal to our old encapsulation key that it was replaced: who has a link
 * to us, and who wrote to it (docs/decisions/0031). One thread.
 */
public final class KeyNews {
    private final Outbox outbox;
    private final Introductions introductions;
    private final Supplier<? extends Collection<Peer>> linked;
    private final Set<Peer> untold = new HashSet<>();

    /**
     * Nothing to tell yet.
     *
     * @param linked who has a link to us now
     */
    public KeyNews(
            Outbox outbox,
            Introductions introductions,
            Supplier<? extends Collection<Peer>> linked) {
        this.outbox = outbox;
        this.introductions = introductions;
        this.linked = linked;
    }

    /** The key was replaced just now. */
    public void replaced() {
        untold.addAll(introductions.replaced());
        untold.addAll(linked.get());
    }

    /**
     * One round: tells everybody who has not shown that he knows.
     *
     * @param oldOpens whether the old key still opens mail; when not, a peer learns the new one by
     *     Hello or with our next message
     */
    public void round(boolean oldOpens) {
        untold.removeIf(introductions::knows);
        if (!oldOpens) {
            untold.clear();
        }
        for (Peer each : untold) {
            var unused =
                    outbox.post(
                            each.agent(),
                            each.machine(),
                            introductions.alone(),
                            Outbox.Effort.UNTIL_SETTLED);
        }
    }
}
