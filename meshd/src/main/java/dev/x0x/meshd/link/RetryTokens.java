// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.link;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.quic.QuicTokenHandler;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.IntSupplier;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Address validation with Retry (RFC 9000 §8.1.2), only while many handshakes are under way: then a
 * sender of forged addresses gets one small packet and no memory of ours. Otherwise it would cost
 * every dial a round trip.
 *
 * <p>A token is time u64 (s) ‖ HMAC-SHA256(time ‖ address ‖ port ‖ original id)[16] ‖ original id.
 */
final class RetryTokens implements QuicTokenHandler {
    /** Handshakes under way at which new ones must prove their address (guess). */
    private static final int BUSY = 32;

    /** A client answers a Retry at once. */
    private static final long LIFETIME_S = 10;

    private static final int TIME = 8;
    private static final int TAG = 16;

    /** Longest connection id (RFC 9000 §17.2). */
    private static final int MAX_ID = 20;

    private final byte[] key = new byte[32];
    private final IntSupplier underWay;

    RetryTokens(SecureRandom random, IntSupplier underWay) {
        random.nextBytes(key);
        this.underWay = underWay;
    }

    @Override
    public boolean writeToken(ByteBuf out, ByteBuf originalId, InetSocketAddress from) {
        if (underWay.getAsInt() < BUSY) {
            return false;
        }
        byte[] id = bytes(originalId, originalId.readerIndex(), originalId.readableBytes());
        long now = now();
        out.writeLong(now).writeBytes(tag(now, from, id)).writeBytes(id);
        return true;
    }

    @Override
    public int validateToken(ByteBuf token, InetSocketAddress from) {
        int length = token.readableBytes() - TIME - TAG;
        if (length < 0 || length > MAX_ID) {
            return -1;
        }
        int at = token.readerIndex();
        long made = token.getLong(at);
        byte[] id = bytes(token, at + TIME + TAG, length);
        boolean ours = MessageDigest.isEqual(tag(made, from, id), bytes(token, at + TIME, TAG));
        long age = now() - made;
        return ours && age >= 0 && age <= LIFETIME_S ? TIME + TAG : -1;
    }

    @Override
    public int maxTokenLength() {
        return TIME + TAG + MAX_ID;
    }

    private byte[] tag(long time, InetSocketAddress from, byte[] id) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            mac.update(ByteBuffer.allocate(TIME + 4).putLong(time).putInt(from.getPort()).flip());
            mac.update(from.getAddress().getAddress());
            return Arrays.copyOf(mac.doFinal(id), TAG);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] bytes(ByteBuf in, int at, int length) {
        byte[] out = new byte[length];
        in.getBytes(at, out);
        return out;
    }

    private static long now() {
        return Duration.ofNanos(System.nanoTime()).toSeconds();
    }
}
