// SPDX-License-Identifier: Apache-2.0
/**
 * A peer that keeps to none of the rules above the link, told what to do on stdin (DECISIONS E1).
 * {@code conformance-tests} runs it from the test jar of this module.
 */
package dev.x0x.meshd.hostile;
