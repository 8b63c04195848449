// SPDX-License-Identifier: Apache-2.0
/**
 * Reads the known-answer files of {@code conformance-tests/vectors}. Compiled into the tests of
 * each module that runs them; never part of a program.
 */
package dev.x0x.vectors;
