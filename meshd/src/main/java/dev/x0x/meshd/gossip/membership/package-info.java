// SPDX-License-Identifier: Apache-2.0
/**
 * Who our neighbours are: HyParView with the amendments of MESH.md §3 as a pure machine, the
 * hash-ranked address book, roles proven by dial-back. Events and time in, effects out; it never
 * dials, sends or reads a clock itself. Driven by {@code gossip}.
 */
package dev.x0x.meshd.gossip.membership;
