// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec;

import dev.x0x.exec.wire.ToCaller;
import dev.x0x.identity.RequestId;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which requests were already seen, and how they ended: what makes a command run at most once for
 * an id (DECISIONS B4). An id enters before anything is recorded or run and never leaves within its
 * day. Not thread-safe.
 */
final class Replay {
    static final long DAY_MS = 86_400_000L;
    static final int MOST_A_PAIR = 8_192;
    private static final long RESULT_MS = 600_000L;
    private static final int MOST_RESULTS = 16_384;
    private static final int MOST_RESULTS_A_PAIR = 1_024;

    /** Who asked, by which id. */
    record Key(Peer peer, RequestId id) {}

    /** One request: what was asked, and its end once there is one. */
    static final class Entry {
        final Key key;
        final byte[] content;
        final long seenUnixMs;
        private final byte[] requestSha256;
        private byte[] askedBy;
        private List<ToCaller> end;
        private PeerMail.Posted answer;
        private boolean live = true;

        private Entry(Key key, byte[] content, byte[] requestSha256, long seenUnixMs) {
            this.key = key;
            this.content = content;
            this.requestSha256 = requestSha256;
            this.askedBy = requestSha256;
            this.seenUnixMs = seenUnixMs;
        }

        boolean sameContent(byte[] other) {
            return MessageDigest.isEqual(content, other);
        }

        /** The envelope that began it: what its session's keys and its record are bound to. */
        byte[] requestSha256() {
            return requestSha256;
        }

        /** The newest envelope that asked for it: what every answer from now on names. */
        byte[] askedBy() {
            return askedBy;
        }

        /**
         * The frames of its end, without output; empty while it runs, or when they are no longer
         * kept.
         */
        Optional<List<ToCaller>> end() {
            return Optional.ofNullable(end);
        }

        /** Its end is not known yet: it runs, waits to, or its refusal is being recorded. */
        boolean live() {
            return live;
        }

        /** The last answer that was posted for it, to be sent again byte for byte. */
        Optional<PeerMail.Posted> answer() {
            return Optional.ofNullable(answer);
        }

        void answer(PeerMail.Posted posted) {
            answer = posted;
        }

        /** The answer's life is over: it may hold output, and is not kept for longer. */
        void forget(PeerMail.Posted posted) {
            if (answer == posted) {
                answer = null;
            }
        }
    }

    private record Kept(Entry entry, long untilUnixMs) {}

    private final Map<Key, Entry> entries = new HashMap<>();
    private final Map<ByteBuffer, Entry> bodies = new HashMap<>();
    private final Deque<Entry> oldest = new ArrayDeque<>();
    private final Map<Peer, Integer> pairs = new HashMap<>();
    private final Deque<Kept> results = new ArrayDeque<>();
    private final Map<Peer, Integer> resultsOfPair = new HashMap<>();

    Optional<Entry> seen(Key key) {
        return Optional.ofNullable(entries.get(key));
    }

    /** The request that this carrier body asked for. */
    Optional<Entry> withBody(byte[] requestSha256) {
        return Optional.ofNullable(bodies.get(ByteBuffer.wrap(requestSha256)));
    }

    /** Whether the pair has used up its ids of the day. */
    boolean full(Peer peer, long nowUnixMs) {
        forget(nowUnixMs);
        return pairs.getOrDefault(peer, 0) >= MOST_A_PAIR;
    }

    /** Enters an id that is not yet there. */
    Entry enter(Key key, byte[] content, byte[] requestSha256, long nowUnixMs) {
        forget(nowUnixMs);
        Entry entry = new Entry(key, content, requestSha256, nowUnixMs);
        if (entries.putIfAbsent(key, entry) != null) {
            throw new IllegalStateException("request " + key.id() + " entered twice");
        }
        bodies.put(ByteBuffer.wrap(requestSha256), entry);
        oldest.add(entry);
        pairs.merge(key.peer(), 1, Integer::sum);
        return entry;
    }

    /**
     * The same request came in another envelope. A requester seals a second one for an id only when
     * it no longer knows of the first, and then counts no end that names the first (DECISIONS A5).
     */
    void askedBy(Entry entry, byte[] requestSha256) {
        if (!MessageDigest.isEqual(entry.askedBy, entry.requestSha256)) {
            bodies.remove(ByteBuffer.wrap(entry.askedBy), entry);
        }
        entry.askedBy = requestSha256;
        bodies.put(ByteBuffer.wrap(requestSha256), entry);
    }

    /** Keeps how a request ended, as long as there is room. */
    void ended(Entry entry, List<ToCaller> frames, long nowUnixMs) {
        entry.live = false;
        int ofPair = resultsOfPair.merge(entry.key.peer(), 1, Integer::sum);
        entry.end = frames;
        results.add(new Kept(entry, nowUnixMs + RESULT_MS));
        if (ofPair > MOST_RESULTS_A_PAIR) {
            for (Iterator<Kept> each = results.iterator(); each.hasNext(); ) {
                Kept kept = each.next();
                if (kept.entry().key.peer().equals(entry.key.peer())) {
                    each.remove();
                    drop(kept);
                    break;
                }
            }
        }
        while (results.size() > MOST_RESULTS
                || (!results.isEmpty() && results.peek().untilUnixMs() <= nowUnixMs)) {
            drop(results.poll());
        }
    }

    private void drop(Kept kept) {
        kept.entry().end = null;
        kept.entry().answer = null;
        resultsOfPair.computeIfPresent(kept.entry().key.peer(), (_, n) -> n > 1 ? n - 1 : null);
    }

    private void forget(long nowUnixMs) {
        // Entries come in order of time; one that still runs is older than a day only with a cap of
        // days, and stays.
        while (!oldest.isEmpty()
                && oldest.peek().seenUnixMs + DAY_MS <= nowUnixMs
                && !oldest.peek().live) {
            Entry gone = oldest.poll();
            entries.remove(gone.key);
            bodies.remove(ByteBuffer.wrap(gone.requestSha256), gone);
            bodies.remove(ByteBuffer.wrap(gone.askedBy), gone);
            pairs.computeIfPresent(gone.key.peer(), (_, n) -> n > 1 ? n - 1 : null);
        }
    }
}
