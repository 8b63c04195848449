// SPDX-License-Identifier: Apache-2.0
/**
 * Seals and opens a direct message, and frames what travels the mesh toward one machine.
 *
 * <p>Bytes in, values out. Opening goes in stages, each its own type, so that nothing can be read
 * before the step that proves it (DECISIONS A3); {@code mail} drives the stages and does what lies
 * between them. Never looks at a clock, never keeps anything.
 */
package dev.x0x.meshd.envelope;
