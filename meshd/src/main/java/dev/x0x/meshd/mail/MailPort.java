// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.mail;

/** Whoever claimed a payload prefix. Called from the inbox's threads; must not block. */
public interface MailPort {
    /**
     * A message with the claimed prefix, opened once.
     *
     * @return false if there was no room: nothing was done and nothing acknowledged, and the next
     *     copy counts as the first
     */
    boolean receive(OpenedMail mail);

    /**
     * The bytes of a message that was received before came again; they are the same to the last
     * one.
     */
    void repeated(byte[] bodySha256);
}
