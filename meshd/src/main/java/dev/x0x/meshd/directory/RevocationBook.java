// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.directory;

import dev.x0x.identity.AgentId;
import dev.x0x.identity.MachineId;
import dev.x0x.identity.Revocation;
import dev.x0x.identity.Revocations;
import dev.x0x.identity.codec.MalformedException;
import dev.x0x.identity.files.AtomicFile;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * Agents and machines whose keys are never to be believed again, as their owners signed it
 * (PROTOCOL.md §1.7). Grows only. Questions may be asked from any thread and never wait.
 */
public final class RevocationBook {
    /** Keys are free to make and to revoke, so a bound is needed; those of contacts always fit. */
    static final int MOST = 16_384;

    private static final long LARGEST = 256L << 20; // MOST of 5.4 KB and as much again

    private final Path file;
    private final Map<ByteBuffer, Revocations.Kept> kept = new LinkedHashMap<>();
    private final Set<AgentId> agents = ConcurrentHashMap.newKeySet();
    private final Set<MachineId> machines = ConcurrentHashMap.newKeySet();

    private RevocationBook(Path file) {
        this.file = file;
    }

    /**
     * Reads the file; none is an empty book.
     *
     * @throws IOException if it cannot be read or a record in it does not hold: starting without it
     *     would believe keys that were given up
     */
    public static RevocationBook open(Path file) throws IOException {
        var book = new RevocationBook(file);
        try {
            for (Revocations.Kept each : Revocations.decodeFile(read(file))) {
                each.revocation().verify(each.certificate());
                book.enter(each);
            }
        } catch (NoSuchFileException e) {
            return book;
        } catch (MalformedException e) {
            throw new IOException(
                    "revocation file `"
                            + file
                            + "` is not usable: "
                            + e.getMessage()
                            + "; restore it from a backup, or move it away and forget who was"
                            + " revoked",
                    e);
        }
        return book;
    }

    private static byte[] read(Path file) throws IOException {
        if (Files.exists(file) && !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException("revocation file `" + file + "` is no plain file");
        }
        if (Files.size(file) > LARGEST) {
            throw new IOException("revocation file `" + file + "` is larger than " + LARGEST);
        }
        return Files.readAllBytes(file);
    }

    /** Whether this agent's key was given up. */
    public boolean revoked(AgentId agent) {
        return agents.contains(agent);
    }

    /** Whether this machine's key was given up. */
    public boolean revoked(MachineId machine) {
        return machines.contains(machine);
    }

    /**
     * Takes a revocation whose signature was verified.
     *
     * @param contact whose revocations must be kept however many there are
     * @return whether it was new and is on disk now; a full book takes strangers' no more
     * @throws IOException if it could not be written; it counts until the restart all the same
     */
    public synchronized boolean add(Revocation revocation, Predicate<AgentId> contact)
            throws IOException {
        ByteBuffer key = ByteBuffer.wrap(revocation.duplicateKey());
        boolean ours =
                switch (revocation.subject()) {
                    case Revocation.Subject.Agent(var id) -> contact.test(id);
                    case Revocation.Subject.Machine _ -> false;
                };
        if (kept.containsKey(key) || (kept.size() >= MOST && !ours)) {
            return false;
        }
        enter(new Revocations.Kept(revocation, Optional.empty()));
        AtomicFile.write(
                file, Revocations.encodeFile(List.copyOf(kept.values())), AtomicFile.OWNER);
        return true;
    }

    private void enter(Revocations.Kept one) {
        kept.put(ByteBuffer.wrap(one.revocation().duplicateKey()), one);
        switch (one.revocation().subject()) {
            case Revocation.Subject.Agent(var id) -> agents.add(id);
            case Revocation.Subject.Machine(var id) -> machines.add(id);
        }
    }

    /** Every record, oldest first. */
    public synchronized List<Revocation> all() {
        List<Revocation> all = new ArrayList<>();
        kept.values().forEach(each -> all.add(each.revocation()));
        return all;
    }
}
