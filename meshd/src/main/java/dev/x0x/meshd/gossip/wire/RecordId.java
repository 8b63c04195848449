// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.wire;

import java.nio.ByteBuffer;

/** What a record is known by in the overlay: the first 16 bytes of the SHA-256 of its bytes. */
public record RecordId(long high, long low) {
    /**
     * The value that these 16 bytes spell.
     *
     * @throws IllegalArgumentException for another length
     */
    public static RecordId of(byte[] bytes) {
        if (bytes.length != 16) {
            throw new IllegalArgumentException(bytes.length + " bytes, a record id has 16");
        }
        ByteBuffer in = ByteBuffer.wrap(bytes);
        return new RecordId(in.getLong(), in.getLong());
    }
}
