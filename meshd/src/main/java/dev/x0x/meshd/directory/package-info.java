// SPDX-License-Identifier: Apache-2.0
/**
 * Where agents run, where their machines can be dialled, and which key to seal to: cards that the
 * operator imported, and what peers said of themselves.
 *
 * <p>Says nothing about trust; that is for {@code contacts}. A key of a known agent and machine
 * changes only by the operator's hand or by word from that very machine (DECISIONS B1). Survives a
 * restart, so that a contact can be dialled and answered after one (B5).
 */
package dev.x0x.meshd.directory;
