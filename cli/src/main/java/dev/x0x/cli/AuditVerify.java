// SPDX-License-Identifier: Apache-2.0
package dev.x0x.cli;

import dev.x0x.cli.daemon.Fields;
import dev.x0x.cli.daemon.JsonWriter;
import dev.x0x.cli.print.ClosedOutputException;
import dev.x0x.cli.print.Plain;
import dev.x0x.exec.audit.AuditHead;
import dev.x0x.exec.audit.AuditVerifier;
import dev.x0x.exec.audit.AuditVerifier.Problem;
import dev.x0x.exec.audit.AuditVerifier.Report;
import dev.x0x.identity.MachineId;
import dev.x0x.identity.codec.Hex;
import dev.x0x.identity.codec.MalformedException;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * {@code x0x audit verify}: whether anything was changed, taken out, moved or cut off. Needs no
 * daemon and no key but what the file itself carries.
 */
record AuditVerify(Path file, AuditVerifier.Wanted wanted) implements Command {
    private static final int ID = 64;

    static AuditVerify of(Path file, Arguments typed) throws UsageException {
        Optional<String> machine = typed.text(Shapes.MACHINE);
        Optional<String> head = typed.text(Shapes.HEAD);
        return new AuditVerify(
                file,
                new AuditVerifier.Wanted(
                        machine.isPresent()
                                ? Optional.of(machine(machine.get()))
                                : Optional.empty(),
                        head.isPresent() ? Optional.of(head(head.get())) : Optional.empty(),
                        typed.has(Shapes.PARTIAL)));
    }

    private static MachineId machine(String text) throws UsageException {
        try {
            return MachineId.parse(Arguments.id(Shapes.MACHINE, text, ID));
        } catch (MalformedException e) {
            throw new UsageException(Shapes.MACHINE + ": " + e.getMessage());
        }
    }

    private static AuditHead head(String text) throws UsageException {
        int colon = text.indexOf(':');
        long seq = colon < 0 ? -1 : Seconds.whole(text.substring(0, colon));
        try {
            if (seq > 0) {
                return new AuditHead(seq, Hex.parse(text.substring(colon + 1), 32));
            }
        } catch (MalformedException e) {
            // said below
        }
        throw new UsageException(
                Shapes.HEAD
                        + ": `"
                        + text
                        + "` is no head; write a record's number, a colon and 64 hex digits, as"
                        + " verify prints it");
    }

    @Override
    public int run(Surroundings here) throws LocalException, ClosedOutputException, IOException {
        Report report;
        try {
            report = AuditVerifier.verify(file, wanted);
        } catch (NoSuchFileException e) {
            throw new LocalException(
                    "there is no audit file `"
                            + file
                            + "`\nhint: audit_log_path of the ACL says where it is; x0xd --check"
                            + " prints it");
        }
        here.terminal().line(here.json() ? JsonWriter.pretty(json(report).object()) : page(report));
        return report.problem().isEmpty() ? ExitCode.OK : ExitCode.FAILED;
    }

    private static Fields json(Report report) {
        Fields fields =
                new Fields()
                        .put("ok", report.problem().isEmpty())
                        .put("files", report.files().stream().map(Path::toString).toList())
                        .put("records", report.records())
                        .put("checkpoints", report.checkpoints())
                        .put("signed_up_to", report.signedUpTo())
                        .put("machine_id", report.machine().map(MachineId::hex))
                        .put("head", report.head().map(AuditHead::toString))
                        .put("notes", report.notes());
        report.problem()
                .ifPresent(
                        problem ->
                                fields.put("file", problem.file().toString())
                                        .put("line", problem.line())
                                        .put("record", problem.seq().orElse(0L))
                                        .put("error", problem.what()));
        return fields;
    }

    private static String page(Report report) {
        var page = new StringBuilder();
        report.problem().ifPresent(problem -> page.append(bad(problem)).append('\n'));
        page.append(report.problem().isEmpty() ? "good: " : "before that: ");
        page.append(report.records()).append(" records");
        report.head().ifPresent(head -> page.append(", the last ").append(head));
        page.append("\nsigned: ");
        if (report.checkpoints() > 0) {
            page.append("up to record ").append(report.signedUpTo());
            report.machine().ifPresent(id -> page.append(" by machine ").append(id.hex()));
        } else {
            page.append("no checkpoint");
        }
        for (String note : report.notes()) {
            page.append("\nnote: ").append(note);
        }
        return page.toString();
    }

    private static String bad(Problem problem) {
        return "BAD: "
                + problem.file()
                + (problem.line() > 0 ? ":" + problem.line() : "")
                + problem.seq().map(seq -> ": record " + seq).orElse("")
                + ": "
                + Plain.of(problem.what());
    }
}
