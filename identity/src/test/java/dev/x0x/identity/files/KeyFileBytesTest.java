// SPDX-License-Identifier: Apache-2.0
package dev.x0x.identity.files;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.x0x.identity.codec.MalformedException;
import dev.x0x.identity.files.KeyFileFormat.RawKey;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

import java.util.Arrays;
import java.util.Optional;
import java.util.Random;

class KeyFileBytesTest {
    private static final byte[] EXPIRING =
            KeyFileFormat.encode(new RawKey(new byte[1952], new byte[4032], Optional.of(7L)));

    @Property(tries = 1000)
    void changed_bytes_are_refused_or_mean_themselves(@ForAll long seed) {
        var random = new Random(seed);
        byte[] bytes = Arrays.copyOf(EXPIRING, EXPIRING.length - (random.nextBoolean() ? 0 : 12));
        int within = random.nextBoolean() ? 16 : bytes.length;
        bytes[random.nextInt(within)] = (byte) random.nextInt(256);
        RawKey read;
        try {
            read = KeyFileFormat.decodeSigning(bytes);
        } catch (MalformedException e) {
            return;
        }
        assertArrayEquals(bytes, KeyFileFormat.encode(read));
    }

    @Property(tries = 200)
    void noise_is_no_key(@ForAll byte[] bytes) {
        boolean read = true;
        try {
            KeyFileFormat.decodeKem(bytes).close();
        } catch (MalformedException e) {
            read = false;
        }
        assertFalse(read);
    }
}
