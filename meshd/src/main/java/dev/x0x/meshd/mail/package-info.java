// SPDX-License-Identifier: Apache-2.0
/**
 * Outbox and inbox: seals what goes out and keeps it going until it is settled; opens what comes
 * in, in the order of DECISIONS A3, judges trust, and hands it to whoever claimed its prefix. Knows
 * nothing of exec.
 */
package dev.x0x.meshd.mail;
