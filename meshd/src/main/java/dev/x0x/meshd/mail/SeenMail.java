// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.mail;

import dev.x0x.identity.AgentId;
import dev.x0x.meshd.envelope.MessageId;

import java.security.MessageDigest;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;

/**
 * The messages that were opened (DECISIONS B4): each until its own end and the clock skew. An entry
 * that still lives is never evicted; a full share refuses its class, so that strangers cannot push
 * out the memory of contacts.
 */
final class SeenMail {
    static final int MOST = 65_536;
    static final int STRANGERS = 8_192;
    private static final long SKEW_MS = 90_000;

    record Key(AgentId sender, MessageId id) {}

    /** One opened message. */
    static final class Entry {
        private final Key key;
        private final byte[] bodySha256;
        private final long untilUnixMs;
        private final boolean stranger;
        private volatile Runnable ackAgain;

        private Entry(Key key, byte[] bodySha256, long untilUnixMs, boolean stranger) {
            this.key = key;
            this.bodySha256 = bodySha256;
            this.untilUnixMs = untilUnixMs;
            this.stranger = stranger;
        }

        boolean sameBytes(byte[] sha256) {
            return MessageDigest.isEqual(bodySha256, sha256);
        }

        /** What repeats the acknowledgement, once there was one; null before. */
        Runnable ackAgain() {
            return ackAgain;
        }

        void ackAgain(Runnable how) {
            ackAgain = how;
        }
    }

    /** What became of an attempt to enter a message. */
    enum Entered {
        NEW,
        AGAIN,
        FULL
    }

    private final Map<Key, Entry> entries = new HashMap<>();
    private final PriorityQueue<Entry> ends =
            new PriorityQueue<>(Comparator.comparingLong(entry -> entry.untilUnixMs));
    private int strangers;

    /** The entry of this message, or null. */
    synchronized Entry get(AgentId sender, MessageId id, long nowUnixMs) {
        expire(nowUnixMs);
        return entries.get(new Key(sender, id));
    }

    /** Takes an entry back: its message was not taken after all, and may come again. */
    synchronized void forget(AgentId sender, MessageId id) {
        Entry gone = entries.remove(new Key(sender, id));
        if (gone != null) {
            ends.remove(gone);
            strangers -= gone.stranger ? 1 : 0;
        }
    }

    private void expire(long nowUnixMs) {
        while (!ends.isEmpty() && ends.peek().untilUnixMs <= nowUnixMs) {
            Entry gone = ends.poll();
            entries.remove(gone.key);
            strangers -= gone.stranger ? 1 : 0;
        }
    }

    synchronized Entered enter(
            AgentId sender,
            MessageId id,
            byte[] bodySha256,
            long expiresUnixMs,
            boolean stranger,
            long nowUnixMs) {
        expire(nowUnixMs);
        Key key = new Key(sender, id);
        if (entries.containsKey(key)) {
            return Entered.AGAIN;
        }
        boolean full =
                stranger ? strangers >= STRANGERS : entries.size() - strangers >= MOST - STRANGERS;
        if (full) {
            return Entered.FULL;
        }
        Entry entry = new Entry(key, bodySha256, expiresUnixMs + SKEW_MS, stranger);
        entries.put(key, entry);
        ends.add(entry);
        strangers += stranger ? 1 : 0;
        return Entered.NEW;
    }
}
