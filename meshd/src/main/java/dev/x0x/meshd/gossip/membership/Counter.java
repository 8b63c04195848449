// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.membership;

/** What membership counts, under the names that operators see. */
enum Counter {
    DIALS,
    DIALS_FAILED,
    CONFIRMS_FAILED,
    NEIGHBOURS_ACCEPTED,
    NEIGHBOURS_REFUSED,
    NEIGHBOURS_REPLACED,
    SILENT_REPLACED,
    ASKED_IN_VAIN,
    ROTATIONS,
    JOINS_WALKED,
    JOINS_REFERRED,
    OFFERS_MADE,
    WALKS_DROPPED,
    SHUFFLES_ANSWERED,
    HINTS_REFUSED,
    MISDEEDS,
    DIAL_BACKS_DONE,
    PROOFS,
    DEAF
}
