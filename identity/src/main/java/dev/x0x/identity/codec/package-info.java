// SPDX-License-Identifier: Apache-2.0
/**
 * Bytes to values and back, in the two binary encodings of the protocol (bincode 1 fixed-int and
 * postcard 1), strict: every length is checked before anything is allocated, and whatever is
 * accepted re-encodes to the same bytes.
 */
package dev.x0x.identity.codec;
