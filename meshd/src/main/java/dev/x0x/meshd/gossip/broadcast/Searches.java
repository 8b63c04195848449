// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.broadcast;

import dev.x0x.identity.MachineId;
import dev.x0x.meshd.gossip.wire.BroadcastFrame;
import dev.x0x.meshd.gossip.wire.RecordKind;
import dev.x0x.meshd.gossip.wire.SignedRecord;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Looking up a record on demand: questions walk over a few neighbours, the answer goes back along
 * the nonces. Every node on the way verifies it, so none is blamed for another's forgery.
 */
final class Searches {
    private static final class Search {
        final SignedRecord.Key key;

        /** Of the daemon's own asking, and not for a heartbeat. */
        final boolean told;

        Search(SignedRecord.Key key, boolean told) {
            this.key = key;
            this.told = told;
        }
    }

    private record Route(Neighbour asker, SignedRecord.Key key, long until) {}

    private final BroadcastSettings.Search settings;
    private final RandomGenerator random;
    private final Tree tree;
    private final Timers timers;
    private final Map<Long, Search> own = new LinkedHashMap<>();
    private final Map<SignedRecord.Key, Long> byKey = new LinkedHashMap<>();
    private final LinkedHashMap<Long, Route> routes = new LinkedHashMap<>();

    Searches(BroadcastSettings.Search settings, RandomGenerator random, Tree tree, Timers timers) {
        this.settings = settings;
        this.random = random;
        this.tree = tree;
        this.timers = timers;
    }

    /** The daemon wants to know. */
    void seek(SignedRecord.Key key, Optional<MachineId> preferred, Turn turn) {
        Long going = byKey.get(key);
        if (going != null && own.get(going).told) {
            return; // its answer answers this one too
        }
        if (own.size() >= settings.open()) {
            turn.add(new BroadcastEffect.NotFound(key));
            return;
        }
        long nonce = random.nextLong();
        own.put(nonce, new Search(key, true));
        byKey.put(key, nonce);
        Neighbour first = preferred.map(tree::link).filter(Neighbour::askable).orElse(null);
        if (first != null) {
            turn.send(first, new BroadcastFrame.Lookup(nonce, settings.ttl(), key));
            timers.at(turn.now + settings.firstPatience(), later -> widen(nonce, first, later));
        } else {
            widen(nonce, null, turn);
        }
        timers.at(turn.now + settings.patience(), later -> giveUp(nonce, later));
    }

    /** A heartbeat of a chain that we do not know: its bringer does. */
    void askForChain(Neighbour link, MachineId origin, Turn turn) {
        var key = new SignedRecord.Key(RecordKind.CHAIN, origin);
        if (byKey.containsKey(key) || own.size() >= settings.open()) {
            return;
        }
        long nonce = random.nextLong();
        own.put(nonce, new Search(key, false));
        byKey.put(key, nonce);
        turn.send(link, new BroadcastFrame.Lookup(nonce, 1, key));
        timers.at(turn.now + settings.patience(), later -> giveUp(nonce, later));
    }

    /** Somebody's question that we cannot answer: one more step of its walk. */
    void passOn(Neighbour from, BroadcastFrame.Lookup lookup, Turn turn) {
        int ttl = Math.min(lookup.ttl(), settings.ttl()) - 1;
        forget(turn.now);
        if (ttl < 1
                || routes.size() >= settings.routes()
                || routes.containsKey(lookup.nonce())
                || own.containsKey(lookup.nonce())) {
            return;
        }
        List<Neighbour> next = tree.some(1, from);
        if (next.isEmpty()) {
            return;
        }
        routes.put(
                lookup.nonce(), new Route(from, lookup.key(), turn.now + 2 * settings.patience()));
        turn.send(next.getFirst(), new BroadcastFrame.Lookup(lookup.nonce(), ttl, lookup.key()));
    }

    /** Whether we wait for this answer, on our own or another's behalf. */
    boolean expects(long nonce, SignedRecord record, long now) {
        Search search = own.get(nonce);
        if (search != null) {
            return record.answers(search.key);
        }
        Route route = routes.get(nonce);
        return route != null && record.answers(route.key) && route.until >= now;
    }

    /** A verified record is the answer to this question; other questions of that key end too. */
    void answered(long nonce, SignedRecord record, Turn turn) {
        Route route = routes.remove(nonce);
        if (route != null && route.asker.up) {
            turn.send(route.asker, new BroadcastFrame.Found(nonce, record));
        }
        known(record, turn);
    }

    /** A verified record is here, from wherever: whoever sought it may have it. */
    void known(SignedRecord record, Turn turn) {
        if (byKey.isEmpty()) {
            return;
        }
        known(record.key(), record, turn);
        if (record.kind() == RecordKind.ADVERT) {
            known(new SignedRecord.Key(RecordKind.ADVERT, record.signer()), record, turn);
        }
    }

    private void known(SignedRecord.Key asked, SignedRecord record, Turn turn) {
        Long nonce = byKey.remove(asked);
        if (nonce != null && own.remove(nonce).told) {
            turn.add(new BroadcastEffect.Found(record));
        }
    }

    /** After a sleep no answer will come. */
    void clear(Turn turn) {
        List.copyOf(own.keySet()).forEach(nonce -> giveUp(nonce, turn));
        routes.clear();
    }

    int open() {
        return own.size();
    }

    int routes() {
        return routes.size();
    }

    private void widen(long nonce, Neighbour asked, Turn turn) {
        Search search = own.get(nonce);
        if (search == null) {
            return;
        }
        for (Neighbour link : tree.some(settings.walks(), asked)) {
            turn.send(link, new BroadcastFrame.Lookup(nonce, settings.ttl(), search.key));
        }
    }

    private void giveUp(long nonce, Turn turn) {
        Search search = own.remove(nonce);
        if (search == null) {
            return;
        }
        byKey.remove(search.key, nonce);
        if (search.told) {
            turn.add(new BroadcastEffect.NotFound(search.key));
        }
    }

    private void forget(long now) {
        while (!routes.isEmpty() && routes.firstEntry().getValue().until < now) {
            routes.pollFirstEntry();
        }
    }
}
