// SPDX-License-Identifier: Apache-2.0
package dev.x0x.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** From what was typed to what is meant. */
final class Commands {
    private static final int ID = 64;
    private static final int REQUEST_ID = 32;

    /** An unsigned 32-bit number of milliseconds is what the wire carries. */
    private static final long MAX_TIMEOUT_MS = 0xFFFF_FFFFL;

    private static final int MAX_LINES = 1_000_000;

    private Commands() {}

    static Command read(Verb verb, Arguments typed) throws UsageException {
        return switch (verb) {
            case EXEC -> exec(typed);
            case EXEC_SESSIONS -> new StatusQuery.Sessions();
            case EXEC_CANCEL ->
                    new StatusQuery.Cancel(
                            requestId("request-id", typed.word(0)), typed.text(Shapes.AGENT_ID));
            case STATUS -> new StatusQuery.Status();
            case HEALTH -> new StatusQuery.Health();
            case DIAGNOSTICS ->
                    new StatusQuery.Diagnostics(
                            Arguments.oneOf("topic", typed.word(0), Shapes.TOPICS));
            case AGENT -> new AgentQuery.Agent();
            case AGENT_CARD, CARD ->
                    new AgentQuery.Card(typed.text(Shapes.DISPLAY_NAME), typed.has(Shapes.LOCAL));
            case AGENT_IMPORT, IMPORT -> new AgentQuery.Import(typed.word(0), level(typed));
            case CONTACTS,
                    CONTACTS_LIST,
                    CONTACTS_ADD,
                    CONTACTS_UPDATE,
                    CONTACTS_REMOVE,
                    CONTACTS_REVOKE,
                    CONTACTS_REVOCATIONS,
                    TRUST_SET,
                    TRUST_EVALUATE ->
                    contact(verb, typed);
            case MACHINES_LIST, MACHINES_ADD, MACHINES_REMOVE, MACHINES_PIN, MACHINES_UNPIN ->
                    machine(verb, typed);
            case PEERS -> new StatusQuery.Peers();
            case NETWORK, NETWORK_STATUS -> new StatusQuery.Network();
            case AGENTS, AGENTS_LIST -> new AgentQuery.Known(typed.text(Shapes.TAG));
            case AGENTS_FIND -> new AgentQuery.Find(typed.word(0));
            case AGENTS_PATH -> new AgentQuery.Path(typed.word(0));
            case IDENTITY, IDENTITY_REVOCATIONS -> new AgentQuery.GivenUp();
            case IDENTITY_REVOKE ->
                    new AgentQuery.GiveUp(
                            Arguments.oneOf("key", typed.word(0), Shapes.KEYS),
                            typed.text(Shapes.REASON));
            case AGENTS_CONNECT -> new AgentQuery.Connect(typed.word(0));
            case AUDIT_SHOW, AUDIT_TAIL, AUDIT_VERIFY -> audit(verb, typed);
            case DIRECT_SEND -> send(typed);
            case DIRECT_EVENTS -> new DirectEvents();
            case START ->
                    new Start(
                            typed.text(Shapes.CONFIG), typed.has(Shapes.FOREGROUND), typed.words());
            case STOP -> new Stop();
            case DOCTOR -> new Doctor();
            case COMPLETION ->
                    new CompletionScript(Arguments.oneOf("shell", typed.word(0), Shapes.SHELLS));
            case AUDIT, TRUST, MACHINES, DIRECT -> throw incomplete(verb);
        };
    }

    private static UsageException incomplete(Verb group) {
        var under = new StringBuilder();
        for (Verb each : Verb.group(group.group())) {
            if (each != group) {
                under.append(under.isEmpty() ? "" : ", ").append(each.under());
            }
        }
        return new UsageException(group.path() + " what? " + under);
    }

    private static Command audit(Verb verb, Arguments typed) throws UsageException {
        Path file = Path.of(typed.optionalWord(0).orElse(Shapes.AUDIT_LOG));
        if (verb == Verb.AUDIT_VERIFY) {
            return AuditVerify.of(file, typed);
        }
        AuditFilter filter = AuditFilter.of(typed, Instant.now());
        if (verb == Verb.AUDIT_SHOW) {
            return new AuditShow(file, filter, OptionalInt.empty(), false);
        }
        String text = typed.text(Shapes.LINES).orElse("10");
        long lines = Seconds.whole(text);
        if (lines < 0 || lines > MAX_LINES) {
            throw new UsageException(
                    Shapes.LINES + ": `" + text + "` is no number of records up to " + MAX_LINES);
        }
        return new AuditShow(file, filter, OptionalInt.of((int) lines), typed.has(Shapes.FOLLOW));
    }

    private static Command exec(Arguments typed) throws UsageException {
        String agent =
                typed.optionalWord(0)
                        .orElseThrow(
                                () -> new UsageException("on which agent? x0x exec bob -- uptime"));
        Optional<String> cancel = typed.text(Shapes.CANCEL);
        if (cancel.isPresent()) {
            return new StatusQuery.Cancel(
                    requestId(Shapes.CANCEL, cancel.get()), Optional.of(agent));
        }
        List<String> argv = typed.command().orElse(List.of());
        if (argv.isEmpty() || typed.words().size() > 1) {
            throw new UsageException(
                    "write -- before the command: x0x exec " + agent + " -- uptime");
        }
        for (String token : argv) {
            // What is not UTF-8 arrives here as this character; JSON could not carry it anyway.
            if (token.indexOf('\uFFFD') >= 0) {
                throw new UsageException("a word of the command is not UTF-8: `" + token + "`");
            }
        }
        Optional<String> machine = typed.text(Shapes.MACHINE);
        Optional<String> request = typed.text(Shapes.REQUEST_ID);
        return new Exec(
                agent,
                argv,
                timeout(typed),
                typed.text(Shapes.STDIN_FILE),
                machine.isPresent()
                        ? Optional.of(Arguments.id(Shapes.MACHINE, machine.get(), ID))
                        : machine,
                request.isPresent()
                        ? Optional.of(requestId(Shapes.REQUEST_ID, request.get()))
                        : request,
                !typed.has(Shapes.NO_STREAM),
                typed.has(Shapes.QUIET),
                typed.has(Shapes.VERBOSE));
    }

    private static Optional<Duration> timeout(Arguments typed) throws UsageException {
        Optional<String> text = typed.text(Shapes.TIMEOUT);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        long millis = Seconds.millis(text.get());
        if (millis < 1 || millis > MAX_TIMEOUT_MS) {
            throw new UsageException(
                    Shapes.TIMEOUT
                            + ": `"
                            + text.get()
                            + "` is no number of seconds; write for example 90 or 2.5");
        }
        return Optional.of(Duration.ofMillis(millis));
    }

    private static Command contact(Verb verb, Arguments typed) throws UsageException {
        return switch (verb) {
            case CONTACTS_ADD -> add(typed);
            case CONTACTS_UPDATE -> update(typed);
            case CONTACTS_REMOVE -> new ContactQuery.Remove(typed.word(0));
            case CONTACTS_REVOKE ->
                    new ContactQuery.Revoke(typed.word(0), typed.text(Shapes.REASON).orElse(""));
            case CONTACTS_REVOCATIONS -> new ContactQuery.Revocations(typed.word(0));
            case TRUST_SET ->
                    new ContactQuery.SetTrust(
                            typed.word(0), Arguments.oneOf("level", typed.word(1), Shapes.LEVELS));
            case TRUST_EVALUATE ->
                    new ContactQuery.Evaluate(
                            typed.word(0), Arguments.id("machine-id", typed.word(1), ID));
            default -> new ContactQuery.All();
        };
    }

    private static Command add(Arguments typed) throws UsageException {
        Optional<String> label = typed.text(Shapes.LABEL);
        if (label.isPresent() && Verb.isWord(label.get())) {
            throw new UsageException(
                    Shapes.LABEL + ": `" + label.get() + "` is a verb of x0x; choose another name");
        }
        return new ContactQuery.Add(
                Arguments.id("agent-id", typed.word(0), ID), level(typed), label);
    }

    private static Command update(Arguments typed) throws UsageException {
        Optional<String> level = typed.choice(Shapes.TRUST, Shapes.LEVELS);
        Optional<String> type = typed.choice(Shapes.TYPE, Shapes.TYPES);
        if (level.isEmpty() && type.isEmpty()) {
            throw new UsageException("change what? --trust or --type");
        }
        return new ContactQuery.Update(typed.word(0), level, type);
    }

    private static String level(Arguments typed) throws UsageException {
        return typed.choice(Shapes.TRUST, Shapes.LEVELS).orElse("known");
    }

    private static Command machine(Verb verb, Arguments typed) throws UsageException {
        String agent = typed.word(0);
        Optional<String> word = typed.optionalWord(1);
        Optional<String> machine =
                word.isPresent()
                        ? Optional.of(Arguments.id("machine-id", word.get(), ID))
                        : Optional.empty();
        return switch (verb) {
            case MACHINES_ADD ->
                    new MachineQuery.Add(
                            agent,
                            machine.orElseThrow(),
                            typed.text(Shapes.LABEL),
                            typed.has(Shapes.PIN));
            case MACHINES_REMOVE -> new MachineQuery.Remove(agent, machine.orElseThrow());
            case MACHINES_PIN -> new MachineQuery.Pin(agent, machine);
            case MACHINES_UNPIN -> new MachineQuery.Unpin(agent, machine);
            default -> new MachineQuery.All(agent);
        };
    }

    private static Command send(Arguments typed) throws UsageException {
        Optional<String> text = typed.optionalWord(1);
        Optional<String> file = typed.text(Shapes.FILE);
        if (text.isPresent() == file.isPresent()) {
            throw new UsageException("send what? a text, or --file");
        }
        Optional<String> ack = typed.text(Shapes.ACK_MS);
        OptionalLong millis = OptionalLong.empty();
        if (ack.isPresent()) {
            millis = OptionalLong.of(Seconds.whole(ack.get()));
            if (millis.getAsLong() < 1) {
                throw new UsageException(
                        Shapes.ACK_MS + ": `" + ack.get() + "` is no number of milliseconds");
            }
        }
        return new AgentQuery.Send(typed.word(0), text, file, millis);
    }

    private static String requestId(String name, String value) throws UsageException {
        return Arguments.id(name, value, REQUEST_ID);
    }
}
