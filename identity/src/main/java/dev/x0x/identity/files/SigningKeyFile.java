// SPDX-License-Identifier: Apache-2.0
package dev.x0x.identity.files;

import dev.x0x.identity.codec.MalformedException;
import dev.x0x.identity.files.KeyFileFormat.RawKey;
import dev.x0x.identity.keys.SigningKeyPair;

import java.nio.file.Path;
import java.security.InvalidKeyException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/** {@code machine.key}, {@code agent.key}, {@code user.key}: read, or made, never replaced. */
final class SigningKeyFile {
    private SigningKeyFile() {}

    /** The key in the file, or empty if there is no such file. */
    static Optional<SigningKeyPair> load(Path file, Instant now) throws KeyFileException {
        Optional<byte[]> content = SafeRead.keyFile(file);
        return content.isEmpty() ? Optional.empty() : Optional.of(parse(file, content.get(), now));
    }

    static byte[] encode(SigningKeyPair pair) {
        try (var raw = new RawKey(pair.publicKey(), pair.secretKey().exposeSecret())) {
            return KeyFileFormat.encode(raw);
        }
    }

    private static SigningKeyPair parse(Path file, byte[] content, Instant now)
            throws KeyFileException {
        try (RawKey raw = KeyFileFormat.decodeSigning(content)) {
            if (raw.notAfter().isPresent()) {
                refuseExpired(file, raw.notAfter().get(), now);
            }
            return SigningKeyPair.of(raw.publicKey(), raw.secretKey());
        } catch (MalformedException | InvalidKeyException e) {
            throw SafeRead.problem(
                    file,
                    "key file `" + file + "` is damaged: " + e.getMessage(),
                    "restore it from a backup, or start with a new identity: "
                            + KeyDirectory.moveAway(file));
        } finally {
            Arrays.fill(content, (byte) 0);
        }
    }

    private static void refuseExpired(Path file, long notAfter, Instant now)
            throws KeyFileException {
        if (Long.compareUnsigned(now.getEpochSecond(), notAfter) > 0) {
            throw SafeRead.problem(
                    file,
                    "key file `" + file + "` expired at " + Instant.ofEpochSecond(notAfter),
                    "put a renewed key there, or start with a new identity: "
                            + KeyDirectory.moveAway(file));
        }
    }
}
