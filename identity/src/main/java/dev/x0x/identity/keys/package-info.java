// SPDX-License-Identifier: Apache-2.0
/**
 * ML-DSA-65, ML-KEM-768, ChaCha20-Poly1305, BLAKE3 and HKDF over bytes, and the secret types. Knows
 * no ids.
 */
package dev.x0x.identity.keys;
