// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.unicast;

/** What a frame, or a message, is known by: 16 bytes. */
record FrameKey(long high, long low) {
    static FrameKey ofFrame(CarrierHead head) {
        return new FrameKey(head.hashHigh(), head.hashLow());
    }

    static FrameKey ofMessage(CarrierHead head) {
        return new FrameKey(head.messageHigh(), head.messageLow());
    }

    /** Of a custody ack's body: the caller has checked that it has 16 bytes. */
    static FrameKey of(byte[] bytes) {
        return new FrameKey(number(bytes, 0), number(bytes, 8));
    }

    private static long number(byte[] bytes, int at) {
        long value = 0;
        for (int i = at; i < at + 8; i++) {
            value = (value << 8) | (bytes[i] & 0xff);
        }
        return value;
    }
}
