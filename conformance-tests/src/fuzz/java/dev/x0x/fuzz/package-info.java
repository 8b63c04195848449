// SPDX-License-Identifier: Apache-2.0
/**
 * Throws damaged bytes at the decoders that outsiders reach. Compiled into the tests of each module
 * that has such a decoder; never part of a program. {@code docs/fuzzing.md} says how to run it.
 */
package dev.x0x.fuzz;
