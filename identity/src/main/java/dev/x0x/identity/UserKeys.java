// SPDX-License-Identifier: Apache-2.0
package dev.x0x.identity;

import dev.x0x.identity.codec.MalformedException;
import dev.x0x.identity.keys.SigningKeyPair;

import java.security.SecureRandom;

/**
 * The optional key of a person, which certifies agents, and the id that derives from its public
 * half.
 *
 * @param id derived from the public key
 * @param pair owned by this value: {@link #close} erases it
 */
@SuppressWarnings("exports") // only the modules that may sign are given the key types
public record UserKeys(UserId id, SigningKeyPair pair) implements AutoCloseable {
    /**
     * Checks that id and key belong together.
     *
     * @throws IllegalArgumentException if they do not
     */
    public UserKeys {
        if (!id.equals(derive(pair))) {
            throw new IllegalArgumentException("the id is not that of the key");
        }
    }

    /** The pair under its own id; takes over {@code pair}. */
    public static UserKeys of(SigningKeyPair pair) {
        return new UserKeys(derive(pair), pair);
    }

    /** A fresh user. */
    public static UserKeys generate(SecureRandom random) {
        return of(SigningKeyPair.generate(random));
    }

    /** The 1952 raw bytes of the public key, a copy. */
    public byte[] publicKey() {
        return pair.publicKey();
    }

    /** A signature of 3309 bytes over {@code message}. */
    public byte[] sign(byte[] message) {
        return pair.sign(message);
    }

    /** Erases the secret key. */
    @Override
    public void close() {
        pair.close();
    }

    private static UserId derive(SigningKeyPair pair) {
        try {
            return UserId.derive(pair.publicKey());
        } catch (MalformedException e) {
            throw new IllegalStateException(e);
        }
    }
}
