// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd;

import dev.x0x.acl.file.AuditTerms;
import dev.x0x.exec.audit.AuditHead;
import dev.x0x.exec.audit.AuditSettings;
import dev.x0x.exec.audit.CheckpointKey;
import dev.x0x.identity.MachineId;
import dev.x0x.identity.MachineKeys;
import dev.x0x.identity.codec.Hex;
import dev.x0x.identity.codec.MalformedException;
import dev.x0x.identity.files.AtomicFile;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What vouches for the audit file from outside of it: the machine's signature in its checkpoints,
 * and {@code <data_dir>/audit-head}, which remembers how far it had come.
 */
final class AuditWitness {
    private static final Logger LOG = LoggerFactory.getLogger(AuditWitness.class);
    private static final int LONGEST = 8192; // a head and a path

    private final MachineKeys machine;
    private final Path file;

    AuditWitness(MachineKeys machine, Path dataDir) {
        this.machine = machine;
        this.file = dataDir.resolve("audit-head");
    }

    /** How to open the audit file; {@code incidents} become warnings of the status. */
    AuditSettings settings(AuditTerms terms, Consumer<String> incidents, InstantSource clock) {
        return new AuditSettings(
                terms.path(),
                terms.group(),
                terms.rotateBytes(),
                Optional.of(new Key(machine)),
                remembered(terms.path()),
                head -> remember(terms.path(), head),
                incidents,
                clock);
    }

    private record Key(MachineKeys keys) implements CheckpointKey {
        @Override
        public MachineId machine() {
            return keys.id();
        }

        @Override
        public byte[] publicKey() {
            return keys.publicKey();
        }

        @Override
        public byte[] sign(byte[] message) {
            return keys.sign(message);
        }
    }

    private Optional<AuditHead> remembered(Path audit) {
        try {
            byte[] bytes;
            try (var in = Files.newInputStream(file)) {
                bytes = in.readNBytes(LONGEST);
            }
            String[] lines = new String(bytes, StandardCharsets.UTF_8).split("\n", 3);
            if (lines.length < 2 || !lines[1].equals(audit.toAbsolutePath().toString())) {
                return Optional.empty(); // of another file: the operator has chosen a new one
            }
            String[] parts = lines[0].split(":", 2);
            return Optional.of(new AuditHead(Long.parseLong(parts[0]), Hex.parse(parts[1], 32)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException
                | MalformedException
                | NumberFormatException
                | ArrayIndexOutOfBoundsException e) {
            LOG.warn("`{}` cannot be read and is written anew: {}", file, e.getMessage());
            return Optional.empty();
        }
    }

    private void remember(Path audit, AuditHead head) {
        try {
            String text = head + "\n" + audit.toAbsolutePath() + "\n";
            AtomicFile.write(file, text.getBytes(StandardCharsets.UTF_8), AtomicFile.OWNER);
        } catch (IOException e) {
            LOG.warn("`{}` could not be written: {}", file, e.getMessage());
        }
    }
}
