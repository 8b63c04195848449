// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec;

/**
 * One opened message for exec.
 *
 * @param payload the sealed payload, starting with exec's prefix
 * @param bodySha256 SHA-256 of the carrier body as received
 * @param createdUnixMs when its sender says it was made
 * @param acknowledge sends a message acknowledgement to the sender
 */
public record ReceivedMail(
        byte[] payload, byte[] bodySha256, long createdUnixMs, Runnable acknowledge) {}
