// SPDX-License-Identifier: Apache-2.0
/**
 * The daemon's side of the REST doors: each translates a question of the HTTP server into one of
 * the parts behind it.
 */
package dev.x0x.meshd.doors;
