// SPDX-License-Identifier: Apache-2.0
package dev.x0x.identity.files;

import dev.x0x.identity.codec.MalformedException;
import dev.x0x.identity.files.KeyFileFormat.RawKey;
import dev.x0x.identity.keys.KemKeyPair;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.InvalidKeyException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/**
 * {@code agent_kem.key}: the key that mail is sealed to. The only key file that is ever replaced,
 * and only by {@link #replace}; when is for the daemon to say (DECISIONS B1: every 7 days).
 */
public final class KemKeyFile {
    /** Its name in the data directory. */
    public static final String NAME = "agent_kem.key";

    private KemKeyFile() {}

    /**
     * A key and since when it is in use.
     *
     * @param pair owned by this value: {@link #close} erases it
     * @param since when the file was written; the format has no date
     */
    @SuppressWarnings("exports") // only the modules that may open mail are given the key types
    public record Loaded(KemKeyPair pair, Instant since) implements AutoCloseable {
        @Override
        public void close() {
            pair.close();
        }
    }

    /**
     * Reads the key.
     *
     * @return empty if there is no such file
     * @throws KeyFileException if it is damaged, open to others or unreadable
     */
    public static Optional<Loaded> load(Path file) throws KeyFileException {
        Optional<byte[]> content = SafeRead.keyFile(file);
        return content.isEmpty() ? Optional.empty() : Optional.of(parse(file, content.get()));
    }

    /**
     * Makes {@code pair} the key in {@code file}, in one step.
     *
     * @throws IOException if that failed; the old key is then still there
     */
    @SuppressWarnings("exports") // only the modules that may open mail are given the key types
    public static void replace(Path file, KemKeyPair pair) throws IOException {
        byte[] content = encode(pair);
        try {
            AtomicFile.write(file, content, AtomicFile.OWNER);
        } finally {
            Arrays.fill(content, (byte) 0);
        }
    }

    static byte[] encode(KemKeyPair pair) {
        try (var raw = new RawKey(pair.publicKey(), pair.secretKey().exposeSecret())) {
            return KeyFileFormat.encode(raw);
        }
    }

    private static Loaded parse(Path file, byte[] content) throws KeyFileException {
        try (RawKey raw = KeyFileFormat.decodeKem(content)) {
            KemKeyPair pair = KemKeyPair.of(raw.publicKey(), raw.secretKey());
            return new Loaded(pair, Files.getLastModifiedTime(file).toInstant());
        } catch (MalformedException | InvalidKeyException | IOException e) {
            throw SafeRead.problem(
                    file,
                    "key file `" + file + "` is damaged: " + e.getMessage(),
                    "restore it from a backup, or get a new one (mail under way is lost): "
                            + KeyDirectory.moveAway(file));
        } finally {
            Arrays.fill(content, (byte) 0);
        }
    }
}
