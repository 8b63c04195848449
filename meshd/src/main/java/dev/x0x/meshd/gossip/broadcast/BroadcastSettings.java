// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.broadcast;

/** The numbers of broadcast; {@link #usual} is MESH.md §4. Times in milliseconds. */
public record BroadcastSettings(
        Tree tree, Quotas quotas, Store store, Scoring scoring, Search search) {
    /** What a daemon uses. */
    public static BroadcastSettings usual() {
        return new BroadcastSettings(
                Tree.usual(), Quotas.usual(), Store.usual(), Scoring.usual(), Search.usual());
    }

    /** The same with another tree. */
    public BroadcastSettings with(Tree other) {
        return new BroadcastSettings(other, quotas, store, scoring, search);
    }

    /** The same with other quotas. */
    public BroadcastSettings with(Quotas other) {
        return new BroadcastSettings(tree, other, store, scoring, search);
    }

    /** The same with another store. */
    public BroadcastSettings with(Store other) {
        return new BroadcastSettings(tree, quotas, other, scoring, search);
    }

    /**
     * Plumtree.
     *
     * @param t1 from the first IHAVE to the GRAFT (row 25)
     * @param t1Spread added to T1 by chance: in a part that was cut off not all ask at once (own
     *     choice; without it such a part grows a circle for each that asked)
     * @param t2 to the next one, at least; adaptive to three round trips (row 25)
     * @param promise a grafted link that has not sent by then has broken its promise (row 38)
     * @param wantPatience the same for what was wanted after a digest: up to 400 records on a slow
     *     link (own choice)
     * @param lazyDelay from the first id of an IHAVE to its sending (row 26)
     * @param lazySpacing between two IHAVEs on one link: 7.7 frames and 985 ids a second, inside
     *     row 36
     * @param lazyBatch ids that send an IHAVE early (row 26)
     * @param hopLimit row 28
     * @param missing ids that one link may have us wait for (row 35)
     * @param missingTotal and all links together (row 35)
     * @param missingExpiry row 35
     * @param floodBytes own records up to this size go to every link at once (row 48)
     * @param digest ids at most (DECISIONS D5)
     */
    public record Tree(
            long t1,
            long t1Spread,
            long t2,
            long promise,
            long wantPatience,
            long lazyDelay,
            long lazySpacing,
            int lazyBatch,
            int hopLimit,
            int missing,
            int missingTotal,
            long missingExpiry,
            int floodBytes,
            int digest) {
        /** Of MESH.md. */
        public static Tree usual() {
            return new Tree(
                    1_000, 500, 500, 3_000, 10_000, 50, 130, 128, 40, 1_024, 16_384, 30_000, 16_384,
                    400);
        }

        /** The same with other graft timers (experiment X7), T1 spread over half of itself. */
        public Tree withTimers(long newT1, long newT2) {
            return withTimers(newT1, newT1 / 2, newT2);
        }

        /** The same with another digest. */
        public Tree withDigest(int most) {
            return new Tree(
                    t1,
                    t1Spread,
                    t2,
                    promise,
                    wantPatience,
                    lazyDelay,
                    lazySpacing,
                    lazyBatch,
                    hopLimit,
                    missing,
                    missingTotal,
                    missingExpiry,
                    floodBytes,
                    most);
        }

        /** The same with other graft timers. */
        public Tree withTimers(long newT1, long newT1Spread, long newT2) {
            return new Tree(
                    newT1,
                    newT1Spread,
                    newT2,
                    promise,
                    wantPatience,
                    lazyDelay,
                    lazySpacing,
                    lazyBatch,
                    hopLimit,
                    missing,
                    missingTotal,
                    missingExpiry,
                    floodBytes,
                    digest);
        }
    }

    /**
     * What a link or an origin may ask of us.
     *
     * @param originPerSecond records of one origin, forwarded (row 40)
     * @param originBurst row 40
     * @param originBytesPerSecond row 40
     * @param originBytesBurst row 40
     * @param unverifiedPerSecond records of one link whose signature is checked (row 41)
     * @param unverifiedBurst a whole digest's worth
     * @param bytesPerSecond of one link (row 41)
     * @param bytesBurst a whole digest's worth of records of 6 KiB, and as much again
     * @param strangersPerSecond records of origins not known for {@code settledAfter}, of one link:
     *     half of the link's quota, so that minted origins never take the place of known ones
     * @param strangersBurst own choice
     * @param settledAfter MESH.md §6, minted origins
     * @param verifyingPerLink records of a link at the verifiers; row 41 says 256, a digest's worth
     *     is 400
     * @param verifyingTotal row 42
     * @param iHaveFrames a second (row 36)
     * @param iHaveIds a second (row 36)
     * @param controlPerSecond frames other than records, IHAVE and heartbeats (own choice)
     * @param grafts promotions of a link in {@code graftWindow} before they cost (row 39)
     * @param graftWindow row 39
     * @param resends of one id on one link (row 37)
     * @param answerBurst bytes we send on request before the peer has given anything: a digest's
     *     worth
     * @param answerPerByte bytes we send on request for each byte that came from the peer (MESH.md
     *     §6, amplification)
     * @param hashesPerSecond hashes spent on gaps above {@code freeGap} of one link (4 ms of a
     *     core)
     * @param hashesBurst own choice
     * @param freeGap heartbeats that may be skipped at no cost (DECISIONS D3)
     * @param nuisancePerSecond useless frames of one link that cost nothing (own choice)
     * @param nuisanceBurst after which each costs P7
     */
    public record Quotas(
            double originPerSecond,
            double originBurst,
            double originBytesPerSecond,
            double originBytesBurst,
            double unverifiedPerSecond,
            double unverifiedBurst,
            double bytesPerSecond,
            double bytesBurst,
            double strangersPerSecond,
            double strangersBurst,
            long settledAfter,
            int verifyingPerLink,
            int verifyingTotal,
            double iHaveFrames,
            double iHaveIds,
            double controlPerSecond,
            int grafts,
            long graftWindow,
            int resends,
            double answerBurst,
            double answerPerByte,
            double hashesPerSecond,
            double hashesBurst,
            int freeGap,
            double nuisancePerSecond,
            double nuisanceBurst) {
        /** Of MESH.md. */
        public static Quotas usual() {
            return new Quotas(
                    2, 10, 64 << 10, 512 << 10, 200, 512, 2 << 20, 6 << 20, 100, 1_024, 600_000,
                    512, 1_024, 10, 1_024, 100, 6, 60_000, 3, 3 << 20, 4, 4_096, 65_536, 64, 10,
                    100);
        }
    }

    /**
     * What is remembered.
     *
     * @param bytes of records; revocations may fill half and are never evicted for others
     * @param records the same in number
     * @param skew by which clocks may differ (row 33)
     * @param lifetime of records but revocations (DECISIONS D3); what would live longer is from the
     *     future
     * @param seen how long an id is known (row 30)
     * @param seenIds row 30
     */
    public record Store(long bytes, int records, long skew, long lifetime, long seen, int seenIds) {
        /** Of MESH.md; size: a record of everything for 20,000 nodes. */
        public static Store usual() {
            return new Store(64 << 20, 65_536, 90_000, 24 * 3_600_000L, 600_000, 262_144);
        }

        /** The same for another number of records. */
        public Store withRecords(int most) {
            return new Store(bytes, most, skew, lifetime, seen, seenIds);
        }
    }

    /**
     * Scores (rows 45 to 47).
     *
     * @param decay of the counters a second
     * @param time a second of being a neighbour, P1
     * @param timeCap in seconds
     * @param first a first delivery, P2
     * @param firstCap the most that count
     * @param invalid P4, squared
     * @param misbehaved P7, squared
     * @param introducer above it a peer may introduce others
     * @param noGossip below it no IHAVE either way
     * @param noPublish below it own records are not sent there
     * @param cutOff below it the link goes
     * @param retained after the link went, in milliseconds
     */
    public record Scoring(
            double decay,
            double time,
            double timeCap,
            double first,
            double firstCap,
            double invalid,
            double misbehaved,
            double introducer,
            double noGossip,
            double noPublish,
            double cutOff,
            long retained) {
        /** Of MESH.md. */
        public static Scoring usual() {
            return new Scoring(
                    0.97, 0.01, 3_600, 1, 100, -100, -10, 20, -100, -1_000, -10_000, 3_600_000);
        }
    }

    /**
     * Looking up a record that the store does not have (own choices).
     *
     * @param ttl links that a question crosses
     * @param walks questions sent at once
     * @param firstPatience for the preferred neighbour's answer alone
     * @param patience for all answers
     * @param open searches of our own at once
     * @param routes questions of others whose answer we wait for
     * @param perSecond questions taken from one link
     * @param burst of them
     */
    public record Search(
            int ttl,
            int walks,
            long firstPatience,
            long patience,
            int open,
            int routes,
            double perSecond,
            double burst) {
        /** What a daemon uses. */
        public static Search usual() {
            return new Search(6, 3, 2_000, 5_000, 256, 4_096, 20, 100);
        }
    }
}
