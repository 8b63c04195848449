// SPDX-License-Identifier: Apache-2.0
/**
 * Whom the operator trusts, and the stored answer.
 *
 * <p>One file in the field's format, written whole before a change counts. Nothing that comes over
 * the mesh changes it; only the operator does, through {@code rest} (DECISIONS B1).
 */
package dev.x0x.meshd.contacts;
