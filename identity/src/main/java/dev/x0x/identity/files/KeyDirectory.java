// SPDX-License-Identifier: Apache-2.0
package dev.x0x.identity.files;

import dev.x0x.identity.AgentKeys;
import dev.x0x.identity.MachineKeys;
import dev.x0x.identity.UserKeys;
import dev.x0x.identity.keys.KemKeyPair;
import dev.x0x.identity.keys.SigningKeyPair;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Where the keys live: {@code machine.key}, {@code agent.key} and perhaps {@code user.key} in the
 * identity directory, {@code agent_kem.key} in the data directory. A missing key is made; one that
 * cannot be used stops the start and is left as it is.
 */
public final class KeyDirectory {
    private final Path identity;
    private final Path data;

    /** The keys in these two directories, which need not exist. */
    public KeyDirectory(Path identity, Path data) {
        this.identity = identity;
        this.data = data;
    }

    /** The machine's key file. */
    public Path machineKey() {
        return identity.resolve("machine.key");
    }

    /** The agent's key file. */
    public Path agentKey() {
        return identity.resolve("agent.key");
    }

    /** The user's key file, which we never make. */
    public Path userKey() {
        return identity.resolve("user.key");
    }

    /** The file of the key that mail is sealed to. */
    public Path kemKey() {
        return data.resolve(KemKeyFile.NAME);
    }

    /**
     * Reads all keys, making directories and keys that are missing.
     *
     * @param random for new keys
     * @param now to refuse expired ones
     * @throws KeyFileException if one of them cannot be used or made; what is there is untouched
     */
    public IdentityKeys open(SecureRandom random, Instant now) throws KeyFileException {
        SafeRead.privateDirectory(identity);
        SafeRead.ownDirectory(data);
        // all that is there is judged before anything new is made
        Optional<SigningKeyPair> machine = SigningKeyFile.load(machineKey(), now);
        Optional<SigningKeyPair> agent = SigningKeyFile.load(agentKey(), now);
        Optional<SigningKeyPair> user = SigningKeyFile.load(userKey(), now);
        Optional<KemKeyFile.Loaded> kem = KemKeyFile.load(kemKey());
        makeDirectory(identity);
        makeDirectory(data);
        return new IdentityKeys(
                MachineKeys.of(
                        machine.isPresent() ? machine.get() : make(machineKey(), random, now)),
                AgentKeys.of(agent.isPresent() ? agent.get() : make(agentKey(), random, now)),
                user.map(UserKeys::of),
                kem.isPresent() ? kem.get() : makeKem(random));
    }

    /**
     * All that would stop a start, as {@link #open} would find it. Makes and changes nothing; what
     * is missing is no problem.
     */
    public List<KeyProblem> inspect(Instant now) {
        var problems = new ArrayList<KeyProblem>();
        look(problems, () -> SafeRead.privateDirectory(identity));
        look(problems, () -> SafeRead.ownDirectory(data));
        for (Path file : List.of(machineKey(), agentKey(), userKey())) {
            look(problems, () -> SigningKeyFile.load(file, now).ifPresent(SigningKeyPair::close));
        }
        look(problems, () -> KemKeyFile.load(kemKey()).ifPresent(KemKeyFile.Loaded::close));
        return List.copyOf(problems);
    }

    /** The command that makes room for a new key without losing the old file. */
    static String moveAway(Path file) {
        Path beside = file.resolveSibling(file.getFileName() + ".old");
        return "mv -n " + SafeRead.quoted(file) + " " + SafeRead.quoted(beside);
    }

    private interface Look {
        void run() throws KeyFileException;
    }

    private static void look(List<KeyProblem> problems, Look look) {
        try {
            look.run();
        } catch (KeyFileException e) {
            problems.add(e.problem());
        }
    }

    private static SigningKeyPair make(Path file, SecureRandom random, Instant now)
            throws KeyFileException {
        try (var made = SigningKeyPair.generate(random)) {
            create(file, SigningKeyFile.encode(made));
        }
        // what is on disk counts, also when another daemon was faster
        return SigningKeyFile.load(file, now).orElseThrow(() -> vanished(file));
    }

    private KemKeyFile.Loaded makeKem(SecureRandom random) throws KeyFileException {
        Path file = kemKey();
        try (var made = KemKeyPair.generate(random)) {
            create(file, KemKeyFile.encode(made));
        }
        return KemKeyFile.load(file).orElseThrow(() -> vanished(file));
    }

    private static void create(Path file, byte[] content) throws KeyFileException {
        try {
            AtomicFile.create(file, content, AtomicFile.OWNER);
        } catch (FileAlreadyExistsException e) {
            return; // another process made one in this moment; ours was never used
        } catch (IOException e) {
            throw cannotMake(file, "key file", e);
        } finally {
            Arrays.fill(content, (byte) 0);
        }
    }

    private static void makeDirectory(Path directory) throws KeyFileException {
        try {
            AtomicFile.createDirectory(directory);
        } catch (IOException e) {
            throw cannotMake(directory, "directory", e);
        }
    }

    private static KeyFileException cannotMake(Path path, String what, IOException e) {
        return SafeRead.problem(
                path,
                what + " `" + path + "` cannot be made: " + e.getMessage(),
                "make the directory above it writable for this user, or name another one");
    }

    private static KeyFileException vanished(Path file) {
        return SafeRead.problem(
                file,
                "key file `" + file + "` was made and is gone again",
                "find out what removes it, then start again");
    }
}
