// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec.audit;

import dev.x0x.acl.DenialReason;
import dev.x0x.identity.AgentId;
import dev.x0x.identity.MachineId;
import dev.x0x.identity.RequestId;
import dev.x0x.identity.codec.MalformedException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Reads an audit file back. Events and fields it does not know are passed over, for the file may be
 * of another version; what it cannot read at all it admits.
 */
final class AuditReader {
    private static final int MOST_PROBLEMS = 10;

    private record Key(AgentId agent, MachineId machine, RequestId id) {}

    private final long since;
    private final Map<Key, ReadBack.Seen> seen = new LinkedHashMap<>();
    private final Map<RequestId, List<Key>> running = new HashMap<>();
    private final List<String> problems = new ArrayList<>();

    private AuditReader(Instant since) {
        this.since = since.toEpochMilli();
    }

    static ReadBack read(Path path, Instant since) throws IOException {
        AuditReader reader = new AuditReader(since);
        for (Path each : Rotated.before(path)) {
            if (Files.getLastModifiedTime(each).toInstant().compareTo(since) >= 0) {
                reader.file(each);
            }
        }
        try {
            reader.file(path);
        } catch (NoSuchFileException e) {
            // nothing was recorded since the last file was set aside, or ever
        }
        return new ReadBack(
                List.copyOf(reader.seen.values()), reader.problems.isEmpty(), reader.problems);
    }

    private void file(Path path) throws IOException {
        try (LineReader lines = new LineReader(Files.newInputStream(path))) {
            for (byte[] line = lines.next(); line != null; line = lines.next()) {
                line(line, lines.number());
            }
        }
    }

    private void line(byte[] line, long number) {
        if (line.length == 0) {
            return; // ends a half line, see AuditFile
        }
        try {
            take(AuditFields.parse(line));
        } catch (MalformedException e) {
            if (problems.size() < MOST_PROBLEMS) {
                problems.add("line " + number + ": " + e.getMessage());
            }
        }
    }

    private void take(AuditFields fields) throws MalformedException {
        long ts = fields.number("ts_unix_ms");
        if (ts < since) {
            problems.clear(); // the file is in order of time: they are older still
            return;
        }
        switch (fields.text("event")) {
            case "request" -> request(fields, ts);
            case "exit" -> exit(fields, ts);
            case "denial" -> denial(fields, ts);
            default -> {} // started, warning, and what later versions add
        }
    }

    private void request(AuditFields fields, long ts) throws MalformedException {
        Key key = key(fields);
        Optional<String> content = fields.optional("content");
        Optional<String> requestSha256 = fields.optional("request_sha256");
        seen.put(
                key,
                new ReadBack.Seen(
                        ts,
                        key.id(),
                        key.agent(),
                        key.machine(),
                        content,
                        requestSha256,
                        Optional.empty()));
        List<Key> same = running.computeIfAbsent(key.id(), _ -> new ArrayList<>(1));
        if (!same.contains(key)) {
            same.add(key);
        }
    }

    private void exit(AuditFields fields, long ts) throws MalformedException {
        RequestId id = RequestId.parse(fields.text("request_id"));
        OptionalInt code = fields.optionalInt("code");
        OptionalInt signal = fields.optionalInt("signal");
        AuditRecord.Exit exit =
                new AuditRecord.Exit(
                        ts,
                        id,
                        code,
                        signal,
                        fields.number("duration_ms"),
                        fields.number("stdout_bytes"),
                        fields.number("stderr_bytes"),
                        fields.flag("truncated"),
                        outcome(fields, code, signal),
                        fields.optional("cause"));
        List<Key> open = running.getOrDefault(id, List.of());
        if (open.size() == 1) { // the line does not say whose; two that chose one id stay unknown
            end(open.getFirst(), new ReadBack.End.Exited(exit));
        }
    }

    private void denial(AuditFields fields, long ts) throws MalformedException {
        if (fields.optional("request_id").isEmpty()) {
            return; // of a frame too broken to have one
        }
        Optional<DenialReason> reason = DenialReason.of(fields.text("reason"));
        Key key = key(fields);
        // A repeat that was refused under the same id is not the end of the first.
        boolean ends =
                reason.isPresent()
                        && reason.get() != DenialReason.DUPLICATE_REQUEST
                        && reason.get() != DenialReason.RATE_LIMITED
                        && reason.get() != DenialReason.BUSY;
        if (ends && running.getOrDefault(key.id(), List.of()).contains(key)) {
            end(key, new ReadBack.End.Denied(ts, reason.get()));
        }
    }

    private void end(Key key, ReadBack.End end) {
        ReadBack.Seen was = seen.get(key);
        seen.put(
                key,
                new ReadBack.Seen(
                        was.tsUnixMs(),
                        was.id(),
                        was.agent(),
                        was.machine(),
                        was.content(),
                        was.requestSha256(),
                        Optional.of(end)));
        List<Key> same = running.get(key.id());
        same.remove(key);
        if (same.isEmpty()) {
            running.remove(key.id());
        }
    }

    private static Key key(AuditFields fields) throws MalformedException {
        return new Key(
                AgentId.parse(fields.text("agent_id")),
                MachineId.parse(fields.text("machine_id")),
                RequestId.parse(fields.text("request_id")));
    }

    /** The field's daemon has none: its code and signal say it, or nothing does. */
    private static Outcome outcome(AuditFields fields, OptionalInt code, OptionalInt signal)
            throws MalformedException {
        Optional<String> word = fields.optional("outcome");
        if (word.isPresent()) {
            return Outcome.of(word.get()).orElse(Outcome.FATE_UNKNOWN);
        }
        if (signal.isPresent()) {
            return Outcome.SIGNALLED;
        }
        return code.isPresent() ? Outcome.EXITED : Outcome.FATE_UNKNOWN;
    }
}
