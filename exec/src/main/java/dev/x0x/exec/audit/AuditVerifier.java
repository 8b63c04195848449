// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec.audit;

import dev.x0x.identity.MachineId;
import dev.x0x.identity.codec.Hex;
import dev.x0x.identity.codec.MalformedException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Reads an audit file, and those that were set aside before it, as somebody who trusts nobody: each
 * line must name the one before it, and each checkpoint must be signed by the one machine.
 *
 * <p>What it cannot see: records cut from the end after the last checkpoint that somebody else
 * remembers. Whoever has a later head, see {@link AuditHead}, sees those too.
 */
public final class AuditVerifier {
    /** More records than a daemon leaves unsigned: 256 and one large write. */
    private static final int MOST_UNSIGNED = 4_096;

    private final Wanted wanted;
    private final List<String> notes = new ArrayList<>();
    private Chain chain;
    private byte[] key;
    private MachineId machine;
    private long first;
    private long records;
    private long checkpoints;
    private long signedUpTo;
    private long unchained;
    private boolean headSeen;

    private AuditVerifier(Wanted wanted) {
        this.wanted = wanted;
        this.machine = wanted.machine().orElse(null);
    }

    /**
     * What the reader knows from elsewhere.
     *
     * @param machine whose file it must be; whoever signed the first checkpoint without it
     * @param head a record that must be there
     * @param partial whether the file may begin in the middle, its beginning being elsewhere
     */
    public record Wanted(Optional<MachineId> machine, Optional<AuditHead> head, boolean partial) {}

    /**
     * The first thing that is wrong.
     *
     * @param line its number in the file, from 1
     * @param seq the number of the record it is about, if there is one
     */
    public record Problem(Path file, long line, Optional<Long> seq, String what) {}

    /**
     * What was found.
     *
     * @param records in the chain, checkpoints included, up to the first problem
     * @param first the number of the first one; 0 if there is none
     * @param head the last good record
     * @param signedUpTo the number of the last checkpoint; 0 without one
     * @param unchained lines of before there was a chain
     * @param notes what is not wrong and should be known
     */
    public record Report(
            List<Path> files,
            long records,
            long first,
            Optional<AuditHead> head,
            long checkpoints,
            long signedUpTo,
            Optional<MachineId> machine,
            long unchained,
            List<String> notes,
            Optional<Problem> problem) {
        /** Copies the lists. */
        public Report {
            files = List.copyOf(files);
            notes = List.copyOf(notes);
        }
    }

    /**
     * Verifies a file and those that were set aside beside it.
     *
     * @throws NoSuchFileException if there is none of them
     * @throws IOException if one cannot be read
     */
    public static Report verify(Path path, Wanted wanted) throws IOException {
        List<Path> files = files(path);
        AuditVerifier verifier = new AuditVerifier(wanted);
        Optional<Problem> problem = Optional.empty();
        for (Path each : files) {
            problem = verifier.file(each);
            if (problem.isPresent()) {
                break;
            }
        }
        if (problem.isEmpty()) {
            problem = verifier.missingAtTheEnd(files.getLast());
        }
        if (problem.isEmpty()) {
            problem = verifier.unsigned(files.getLast());
        }
        return verifier.report(files, problem);
    }

    /**
     * An audit file and those that were set aside before it, oldest first; the file itself also if
     * it is not there and nothing was set aside.
     *
     * @throws IOException if its directory cannot be read
     */
    public static List<Path> files(Path path) throws IOException {
        List<Path> files = new ArrayList<>(Rotated.before(path));
        if (files.isEmpty() || Files.exists(path)) {
            files.add(path);
        }
        return files;
    }

    private Optional<Problem> file(Path file) throws IOException {
        try (LineReader lines = new LineReader(Files.newInputStream(file))) {
            for (byte[] line = lines.next(); line != null; line = lines.next()) {
                Optional<Problem> problem = line(file, lines.number(), line);
                if (problem.isPresent()) {
                    return problem;
                }
            }
        }
        return Optional.empty();
    }

    private Optional<Problem> line(Path file, long number, byte[] line) {
        try {
            AuditFields fields = AuditFields.parse(line);
            if (!fields.has("seq") && chain == null) {
                unchained++;
                return Optional.empty();
            }
            long seq = fields.number("seq");
            byte[] prev = Hex.parse(fields.text("prev"), 32);
            Optional<String> wrong = follows(seq, prev);
            if (wrong.isEmpty() && fields.text("event").equals(Checkpoint.EVENT)) {
                wrong = checkpoint(Checkpoint.read(fields), seq);
            }
            if (wrong.isEmpty()) {
                wrong = take(seq, line);
            }
            return wrong.map(what -> new Problem(file, number, Optional.of(seq), what));
        } catch (MalformedException e) {
            return Optional.of(
                    new Problem(file, number, Optional.empty(), "not a record: " + e.getMessage()));
        }
    }

    private Optional<String> follows(long seq, byte[] prev) {
        if (chain == null) {
            return begins(seq, prev);
        }
        long expected = chain.seq() + 1;
        if (seq > expected) {
            return Optional.of(
                    "records %d to %d are missing before it".formatted(expected, seq - 1));
        }
        if (seq < expected) {
            return Optional.of("it stands after record %d".formatted(chain.seq()));
        }
        return chain.headIs(prev)
                ? Optional.empty()
                : Optional.of(
                        "it does not follow record %d as that stands here: one of the two was changed"
                                .formatted(chain.seq()));
    }

    private Optional<String> begins(long seq, byte[] prev) {
        first = seq;
        if (seq == 1) {
            chain = Chain.EMPTY;
            return chain.headIs(prev)
                    ? Optional.empty()
                    : Optional.of("it is the first record and names one before it");
        }
        if (seq < 1 || !wanted.partial()) {
            return Optional.of(
                    "records 1 to %d are not here; put their files beside this one, or say that a"
                                    .formatted(seq - 1)
                            + " part is meant");
        }
        chain = Chain.at(seq - 1, prev);
        notes.add("begins at record " + seq + "; what was before it was not looked at");
        return Optional.empty();
    }

    private Optional<String> checkpoint(Checkpoint found, long seq) {
        if (machine == null) {
            machine = found.machine();
        }
        if (!found.machine().equals(machine)) {
            return Optional.of("a checkpoint of machine " + found.machine() + ", not " + machine);
        }
        if (found.publicKey().isPresent()) {
            byte[] given = found.publicKey().get();
            if (!isKeyOf(given, machine)) {
                return Optional.of("the key in it is not that of machine " + machine);
            }
            key = given;
        }
        if (key == null) {
            if (!wanted.partial()) {
                return Optional.of("no checkpoint before it carries the machine's key");
            }
            notes.add("checkpoint " + seq + " cannot be checked: the key is in an earlier part");
            return Optional.empty();
        }
        if (!found.verifies(key, chain)) {
            return Optional.of(
                    "its signature does not hold: something after record "
                            + signedUpTo
                            + " was changed and chained anew");
        }
        checkpoints++;
        signedUpTo = seq;
        return Optional.empty();
    }

    private static boolean isKeyOf(byte[] key, MachineId machine) {
        try {
            return MachineId.derive(key).equals(machine);
        } catch (MalformedException e) {
            return false;
        }
    }

    private Optional<String> take(long seq, byte[] line) {
        chain = Chain.after(seq, line);
        records++;
        if (wanted.head().filter(head -> head.seq() == seq).isEmpty()) {
            return Optional.empty();
        }
        headSeen = true;
        return Arrays.equals(wanted.head().get().sha256(), chain.head())
                ? Optional.empty()
                : Optional.of("it is not the record that was named by its hash");
    }

    private Optional<Problem> missingAtTheEnd(Path last) {
        long end = chain == null ? 0 : chain.seq();
        return wanted.head()
                .filter(head -> !headSeen && head.seq() > end)
                .map(
                        head ->
                                new Problem(
                                        last,
                                        0,
                                        Optional.of(end + 1),
                                        "records %d to %d were cut from the end"
                                                .formatted(end + 1, head.seq())));
    }

    /** An edit that chains all later lines anew must leave their checkpoints out. */
    private Optional<Problem> unsigned(Path last) {
        long from = Math.max(signedUpTo + 1, first);
        return chain != null && chain.seq() - from >= MOST_UNSIGNED
                ? Optional.of(
                        new Problem(
                                last,
                                0,
                                Optional.of(from),
                                "records %d to %d carry no checkpoint, more than a daemon leaves so"
                                        .formatted(from, chain.seq())))
                : Optional.empty();
    }

    private Report report(List<Path> files, Optional<Problem> problem) {
        long end = chain == null ? 0 : chain.seq();
        if (problem.isEmpty() && end > signedUpTo) {
            notes.add(
                    "records %d to %d are not signed yet"
                            .formatted(Math.max(signedUpTo + 1, first), end));
        }
        if (unchained > 0) {
            notes.add(unchained + " lines of before the chain were not looked at");
        }
        return new Report(
                files,
                records,
                first,
                end == 0 ? Optional.empty() : Optional.of(new AuditHead(end, chain.head())),
                checkpoints,
                signedUpTo,
                Optional.ofNullable(machine),
                unchained,
                notes,
                problem);
    }
}
