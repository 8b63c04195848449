// SPDX-License-Identifier: Apache-2.0
/**
 * Daemons on one LAN find each other by multicast DNS (MESH.md §3.7). What is found is a hint: an
 * address worth a dial that pins the machine's id, and nothing else. Everything here is on a thread
 * of its own, and all of it may fail without harm.
 */
package dev.x0x.meshd.lan;
