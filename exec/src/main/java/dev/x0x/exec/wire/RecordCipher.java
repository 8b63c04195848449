// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec.wire;

import dev.x0x.identity.keys.ChaCha20Poly1305;
import dev.x0x.identity.keys.SecretKeyBytes;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Optional;

import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;

/**
 * The layout of a record and its one cipher, kept for all records of a direction (DECISIONS A6).
 *
 * <p>01 ‖ session id[16] ‖ counter u64BE ‖ ciphertext ‖ tag; the first 25 bytes are authenticated
 * with it; the nonce is 00000000 ‖ counter u64BE.
 */
final class RecordCipher implements AutoCloseable {
    static final int VERSION = 1;
    static final int SESSION_ID = 1;
    static final int COUNTER = SESSION_ID + SessionId.LENGTH;
    static final int HEADER = COUNTER + Long.BYTES;
    static final int ECHO = Long.BYTES;
    static final int SHORTEST = HEADER + ChaCha20Poly1305.TAG;
    static final int LONGEST = 65_536; // a carrier body (vectors, definition 1)

    private final Cipher cipher;
    private final RecordKey key;
    private final byte[] nonce = new byte[ChaCha20Poly1305.NONCE];

    RecordCipher(SecretKeyBytes key) {
        Fields.length("record key", key.length(), RecordKey.LENGTH);
        this.key = new RecordKey(key.exposeSecret());
        try {
            cipher = Cipher.getInstance("ChaCha20-Poly1305");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Encrypts in place what stands between header and tag, and writes the tag. */
    void seal(byte[] record, long counter) {
        try {
            start(Cipher.ENCRYPT_MODE, record, counter);
            cipher.doFinal(record, HEADER, record.length - SHORTEST, record, HEADER);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * The plaintext, or empty if the tag is wrong; nothing is decrypted before the tag is right.
     */
    Optional<byte[]> open(byte[] record, long counter) {
        try {
            start(Cipher.DECRYPT_MODE, record, counter);
            return Optional.of(cipher.doFinal(record, HEADER, record.length - HEADER));
        } catch (AEADBadTagException e) {
            return Optional.empty();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private void start(int mode, byte[] record, long counter) throws GeneralSecurityException {
        if (key.isDestroyed()) {
            throw new IllegalStateException("session used after its keys were erased");
        }
        cipher.init(mode, key, nonce(counter));
        cipher.updateAAD(record, 0, HEADER);
    }

    private IvParameterSpec nonce(long counter) {
        ByteBuffer.wrap(nonce).putLong(nonce.length - Long.BYTES, counter);
        return new IvParameterSpec(nonce);
    }

    /** Erases the key; the object is of no further use. */
    @Override
    public void close() {
        key.destroy();
        try {
            // the JDK's cipher overwrites its own copy of a key when it is given the next one
            cipher.init(Cipher.DECRYPT_MODE, key, nonce(0));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
