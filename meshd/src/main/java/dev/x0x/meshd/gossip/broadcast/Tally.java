// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.broadcast;

/** What has been counted since the start. */
final class Tally {
    long delivered;
    long duplicates;
    long forwarded;
    long announced;
    long grafts;
    long prunes;
    long answered;
    long beats;
    long invalid;
    long outOfTime;
    long stale;
    long overQuota;
    long strangers;
    long brokenPromises;

    BroadcastView.Counters counters() {
        return new BroadcastView.Counters(
                delivered,
                duplicates,
                forwarded,
                announced,
                grafts,
                prunes,
                answered,
                beats,
                invalid,
                outOfTime,
                stale,
                overQuota,
                strangers,
                brokenPromises);
    }
}
