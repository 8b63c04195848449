// SPDX-License-Identifier: Apache-2.0
/**
 * Who is speaking: agent and machine ids, what they sign, and the proof that binds one to the
 * other.
 *
 * <p>Values only: no file, no clock, no socket. Everything above this module names peers with these
 * types.
 */
package dev.x0x.identity;
