// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.mail;

/** Whoever claimed a payload prefix. Called from the inbox's threads; must not block. */
public interface MailPort {
    /** What became of a message. */
    enum Reception {
        /** It is being handled; whether and how it is answered is for its receiver. */
        TAKEN,
        /**
         * There was no room: nothing was done and nothing acknowledged, and the next copy counts as
         * the first.
         */
        NO_ROOM,
        /** Its sender let it live longer than this receiver allows: no copy of it will count. */
        LIVES_TOO_LONG
    }

    /** A message with the claimed prefix, opened once. */
    Reception receive(OpenedMail mail);

    /**
     * The bytes of a message that was received before came again; they are the same to the last
     * one.
     */
    void repeated(byte[] bodySha256);
}
