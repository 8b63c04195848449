// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.membership;

import java.time.Duration;

/**
 * The numbers of membership; rows are those of MESH.md §4.
 *
 * @param bootstrapTried configured addresses dialled at once when alone (row 2)
 * @param cachedTried cached machines dialled at once when alone (row 2)
 * @param dialledPrivate dialled neighbours of a node that is not proven reachable (row 6)
 * @param dialledPublic dialled neighbours of a reachable node (row 7)
 * @param inboundPublic inbound neighbours of a reachable node (row 8)
 * @param inboundPrivate inbound neighbours of any other node, if somebody does reach it
 * @param inboundNarrow of one /24 or /56 (row 10)
 * @param inboundWide of one /16 or /32 (row 10)
 * @param slots hash-ranked slots of the address book (row 12)
 * @param tried machines that were dialled with success (row 12)
 * @param smallBook below this many machines a network counts as small (row 18)
 * @param activeWalk hops before a join's walk may end (row 15)
 * @param passiveWalk hops left of these when the newcomer enters the book (row 15)
 * @param extraWalk more hops to find a public end (row 15)
 * @param shuffleWalk hops of a shuffle (row 16)
 * @param shuffleEvery between shuffles, ± 50 % (row 16)
 * @param shuffleEarly the same in the first two minutes (row 16)
 * @param rotateEvery between rotations of one dialled link (row 17)
 * @param contactEvery between re-contacts of bootstrap or cached peers (row 18)
 * @param feelEvery between dials that only test an entry of the book; guess
 * @param answerWithin for a neighbour request (row 19)
 * @param backoff no new request after a drop (row 39)
 * @param joinsPerSecond whose walks are started here (row 20)
 * @param joinBurst at once (row 20)
 * @param silence after which a neighbour that brought no news may be replaced: twice the longest
 *     interval of heartbeats but in the largest networks, and more; guess
 * @param roleEvery between checks whether we can be dialled (DECISIONS D4)
 */
public record MembershipSettings(
        int bootstrapTried,
        int cachedTried,
        int dialledPrivate,
        int dialledPublic,
        int inboundPublic,
        int inboundPrivate,
        int inboundNarrow,
        int inboundWide,
        int slots,
        int tried,
        int smallBook,
        int activeWalk,
        int passiveWalk,
        int extraWalk,
        int shuffleWalk,
        Duration shuffleEvery,
        Duration shuffleEarly,
        Duration rotateEvery,
        Duration contactEvery,
        Duration feelEvery,
        Duration answerWithin,
        Duration backoff,
        int joinsPerSecond,
        int joinBurst,
        Duration silence,
        Duration roleEvery) {
    /** MESH.md §4 for a machine that runs all day. */
    public static MembershipSettings usual() {
        return new MembershipSettings(
                3,
                5,
                5,
                4,
                60,
                12,
                2,
                8,
                256,
                64,
                32,
                6,
                3,
                10,
                6,
                Duration.ofSeconds(60),
                Duration.ofSeconds(10),
                Duration.ofMinutes(10),
                Duration.ofMinutes(30),
                Duration.ofMinutes(5),
                Duration.ofSeconds(5),
                Duration.ofSeconds(60),
                5,
                20,
                Duration.ofMinutes(5),
                Duration.ofHours(1));
    }

    /** The same for a laptop that happens to have a public address (row 8). */
    public static MembershipSettings laptop() {
        return usual().withInbound(12);
    }

    /** The same with room for this many inbound neighbours when reachable. */
    public MembershipSettings withInbound(int most) {
        return new MembershipSettings(
                bootstrapTried,
                cachedTried,
                dialledPrivate,
                dialledPublic,
                most,
                Math.min(most, inboundPrivate),
                inboundNarrow,
                inboundWide,
                slots,
                tried,
                smallBook,
                activeWalk,
                passiveWalk,
                extraWalk,
                shuffleWalk,
                shuffleEvery,
                shuffleEarly,
                rotateEvery,
                contactEvery,
                feelEvery,
                answerWithin,
                backoff,
                joinsPerSecond,
                joinBurst,
                silence,
                roleEvery);
    }

    /** Hops a join's walk may make in all. */
    int joinWalk() {
        return activeWalk + extraWalk;
    }
}
