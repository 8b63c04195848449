// SPDX-License-Identifier: Apache-2.0
/** What a peer that lies can do to a daemon: nothing (DECISIONS A1–A6, B1–B4, C1). */
package dev.x0x.conformance.hostile;
