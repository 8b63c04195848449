// SPDX-License-Identifier: Apache-2.0
/** The append-only, fsynced record of what was asked and what happened, and the words it uses. */
package dev.x0x.exec.audit;
