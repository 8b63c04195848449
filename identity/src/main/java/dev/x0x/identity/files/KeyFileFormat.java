// SPDX-License-Identifier: Apache-2.0
package dev.x0x.identity.files;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.x0x.identity.codec.BincodeReader;
import dev.x0x.identity.codec.BincodeWriter;
import dev.x0x.identity.codec.MalformedException;
import dev.x0x.identity.codec.Refusal;
import dev.x0x.identity.keys.MlDsa;
import dev.x0x.identity.keys.MlKem;

import java.util.Arrays;
import java.util.Optional;

/** The bytes of key files (PROTOCOL.md §1.4). Lengths must be exactly those of the algorithm. */
final class KeyFileFormat {
    private static final byte[] EXPIRING = "X0K2".getBytes(US_ASCII);

    private KeyFileFormat() {}

    /**
     * The raw halves of a key pair. Whoever reads one erases the secret.
     *
     * @param notAfter Unix seconds, u64
     */
    record RawKey(byte[] publicKey, byte[] secretKey, Optional<Long> notAfter)
            implements AutoCloseable {
        RawKey(byte[] publicKey, byte[] secretKey) {
            this(publicKey, secretKey, Optional.empty());
        }

        @Override
        public void close() {
            Arrays.fill(secretKey, (byte) 0);
        }

        @Override
        public String toString() {
            return "[raw key pair]"; // never the secret
        }
    }

    static RawKey decodeSigning(byte[] file) throws MalformedException {
        var in = new BincodeReader(file, Integer.MAX_VALUE);
        boolean expiring =
                file.length >= 4 && Arrays.equals(file, 0, 4, EXPIRING, 0, EXPIRING.length);
        if (expiring) {
            in.raw(EXPIRING.length);
        }
        byte[] publicKey = exactly(in, MlDsa.PUBLIC_KEY);
        byte[] secretKey = exactly(in, MlDsa.SECRET_KEY);
        Optional<Long> notAfter = expiring ? Optional.of(in.u64()) : Optional.empty();
        in.end();
        return new RawKey(publicKey, secretKey, notAfter);
    }

    static RawKey decodeKem(byte[] file) throws MalformedException {
        var in = new BincodeReader(file, Integer.MAX_VALUE);
        var key = new RawKey(exactly(in, MlKem.PUBLIC_KEY), exactly(in, MlKem.SECRET_KEY));
        in.end();
        return key;
    }

    /** Either kind: what tells them apart is their lengths. */
    static byte[] encode(RawKey key) {
        int length = 28 + key.publicKey.length + key.secretKey.length;
        var out = new BincodeWriter(length); // never grows: no copy of the secret is left behind
        if (key.notAfter.isPresent()) {
            out.raw(EXPIRING);
        }
        out.vec(key.publicKey).vec(key.secretKey);
        key.notAfter.ifPresent(out::u64);
        return out.toBytes();
    }

    private static byte[] exactly(BincodeReader in, int length) throws MalformedException {
        long count = in.u64();
        if (count != length) {
            throw new MalformedException(
                    Refusal.BAD_LENGTH,
                    "key of " + Long.toUnsignedString(count) + " bytes, expected " + length);
        }
        return in.raw(length);
    }
}
