// SPDX-License-Identifier: Apache-2.0
package dev.x0x.cli;

import picocli.CommandLine.Model.CommandSpec;

import java.util.List;

/** What each verb takes, and examples of it. */
final class Shapes {
    static final String STDIN_FILE = "--stdin-file";
    static final String TIMEOUT = "--timeout";
    static final String MACHINE = "--machine";
    static final String REQUEST_ID = "--request-id";
    static final String NO_STREAM = "--no-stream";
    static final String QUIET = "--quiet";
    static final String VERBOSE = "-v";
    static final String CANCEL = "--cancel";
    static final String AGENT_ID = "--agent-id";
    static final String TRUST = "--trust";
    static final String TYPE = "--type";
    static final String LABEL = "--label";
    static final String REASON = "--reason";
    static final String TAG = "--tag";
    static final String PIN = "--pin";
    static final String DISPLAY_NAME = "--display-name";
    static final String LOCAL = "--include-local-addresses";
    static final String FILE = "--file";
    static final String ACK_MS = "--require-ack-ms";
    static final String REQUEST = "--request";
    static final String AGENT = "--agent";
    static final String SINCE = "--since";
    static final String OUTCOME = "--outcome";
    static final String LINES = "--lines";
    static final String FOLLOW = "--follow";
    static final String HEAD = "--head";
    static final String PARTIAL = "--partial";
    static final String CONFIG = "--config";
    static final String FOREGROUND = "--foreground";

    static final List<String> LEVELS = List.of("blocked", "unknown", "known", "trusted");
    static final List<String> TYPES = List.of("anonymous", "known", "trusted", "pinned");
    static final List<String> TOPICS = List.of("exec", "dm", "gossip", "transport");
    static final List<String> KEYS = List.of("agent", "machine");
    static final List<String> SHELLS = List.of("bash", "zsh", "fish");

    /** Where the record is unless the ACL says otherwise. */
    static final String AUDIT_LOG = "/var/log/x0x/exec.log";

    private static final String WHO =
            "the agent: its id, a contact's name, or 8 or more digits of the id";

    private Shapes() {}

    static CommandSpec of(Verb verb) {
        Shape shape = Shape.verb(verb);
        return switch (verb) {
            case EXEC -> exec(shape);
            case EXEC_SESSIONS -> shape.examples("x0x exec sessions");
            case EXEC_CANCEL ->
                    shape.parameter("request-id", "32 hex digits")
                            .option(AGENT_ID, "AGENT", "whom it was asked of, if not from here")
                            .examples("x0x exec cancel 0123456789abcdef0123456789abcdef");
            case STATUS -> shape.examples("x0x status", "x0x status --json");
            case HEALTH -> shape.examples("x0x health");
            case DIAGNOSTICS ->
                    shape.oneOf("topic", TOPICS, "which counters").examples("x0x diagnostics exec");
            case AGENT -> shape.examples("x0x agent", "x0x agent card | ssh bob x0x import -");
            case AGENT_CARD, CARD -> card(shape, verb);
            case AGENT_IMPORT, IMPORT -> importCard(shape, verb);
            case CONTACTS, CONTACTS_LIST -> shape.examples("x0x contacts");
            case CONTACTS_ADD -> add(shape);
            case CONTACTS_UPDATE -> update(shape);
            case CONTACTS_REMOVE ->
                    shape.parameter("agent", WHO).examples("x0x contacts remove bob");
            case CONTACTS_REVOKE ->
                    shape.parameter("agent", WHO)
                            .option(REASON, "TEXT", "why, for the record")
                            .examples("x0x contacts revoke bob --reason \"laptop stolen\"");
            case CONTACTS_REVOCATIONS ->
                    shape.parameter("agent", WHO).examples("x0x contacts revocations bob");
            case TRUST, TRUST_SET, TRUST_EVALUATE -> trust(shape, verb);
            case MACHINES,
                    MACHINES_LIST,
                    MACHINES_ADD,
                    MACHINES_REMOVE,
                    MACHINES_PIN,
                    MACHINES_UNPIN ->
                    machines(shape, verb);
            case PEERS -> shape.examples("x0x peers");
            case NETWORK, NETWORK_STATUS ->
                    shape.examples("x0x network status", "x0x network status --json");
            case AGENTS, AGENTS_LIST ->
                    shape.option(TAG, "KEY=VALUE", "only those who say this of themselves")
                            .examples("x0x agents list", "x0x agents list --tag role=db");
            case AGENTS_FIND -> shape.parameter("agent", WHO).examples("x0x agents find bob");
            case AGENTS_PATH -> shape.parameter("agent", WHO).examples("x0x agents path bob");
            case IDENTITY, IDENTITY_REVOCATIONS -> shape.examples("x0x identity revocations");
            case IDENTITY_REVOKE ->
                    shape.oneOf("key", KEYS, "which of our keys; there is no way back")
                            .option(REASON, "TEXT", "why, for everyone to read")
                            .examples("x0x identity revoke agent --reason \"laptop stolen\"");
            case AGENTS_CONNECT -> shape.parameter("agent", WHO).examples("x0x agents connect bob");
            case AUDIT, AUDIT_SHOW, AUDIT_TAIL, AUDIT_VERIFY -> audit(shape, verb);
            case DIRECT -> shape.examples("x0x direct send bob hello", "x0x direct events");
            case DIRECT_SEND -> send(shape);
            case DIRECT_EVENTS ->
                    shape.examples("x0x direct events", "x0x direct events --json | jq .sender");
            case START, STOP, DOCTOR, COMPLETION -> here(shape, verb);
        };
    }

    private static CommandSpec exec(Shape shape) {
        return shape.synopsis("x0x exec [options] <agent> -- <command> [argument ...]")
                .optional("agent", WHO) // exec sessions has none
                .rest()
                .option(TIMEOUT, "SECONDS", "how long it may run; 30 unless told otherwise")
                .option(STDIN_FILE, "FILE", "what it reads on standard input; - for our own")
                .option(MACHINE, "ID", "which of the agent's machines, by its id")
                .flag(NO_STREAM, "print the output when the command has ended, not as it comes")
                .option(REQUEST_ID, "ID", "32 hex digits to know the request by")
                .option(CANCEL, "ID", "stop the command of this request id instead")
                .flag(QUIET, "say nothing of warnings and cut output")
                .flag(VERBOSE, "say whom it is asked of, its id, its pid and how it ended")
                .examples(
                        "x0x exec bob -- uptime",
                        "x0x exec bob --timeout 300 -- /usr/bin/backup --full",
                        "x0x exec bob --stdin-file - -- wc -l < words",
                        "x0x exec bob --json -- id | jq -r .outcome",
                        "",
                        "Exit code: the command's own; 128+n killed by signal n, 2 wrong usage,",
                        "122 lost or stopped from there, 123 fate unknown, 124 timed out,",
                        "125 nothing ran, 126 denied, 127 could not be started, 130 cancelled.");
    }

    private static CommandSpec audit(Shape shape, Verb verb) {
        if (verb == Verb.AUDIT) {
            return shape.examples("x0x audit tail --follow", "x0x audit verify");
        }
        shape.optional("file", "the audit file; " + AUDIT_LOG + " unless told otherwise");
        if (verb == Verb.AUDIT_VERIFY) {
            return shape.option(MACHINE, "ID", "whose file it must be; x0x agent there prints it")
                    .option(HEAD, "SEQ:SHA256", "a record that must be in it, as verify printed it")
                    .flag(PARTIAL, "the beginning is elsewhere")
                    .examples(
                            "x0x audit verify",
                            "x0x audit verify ./exec.log --machine c3d4… --json",
                            "",
                            "Exit code: 0 whole, 1 not, with the first bad record named.");
        }
        shape.option(REQUEST, "ID", "only this request, 32 hex digits")
                .option(AGENT, "ID", "only requests of this agent; the beginning of its id will do")
                .option(SINCE, "TIME", "only from then on: 90m, 2d or 2026-01-31T12:00:00Z")
                .option(
                        OUTCOME,
                        "WORD",
                        "only requests that ended so: exited, denied, timed_out …");
        if (verb == Verb.AUDIT_SHOW) {
            return shape.examples(
                    "x0x audit show --since 1h",
                    "x0x audit show --outcome denied --json | jq -r .reason");
        }
        return shape.option(LINES, "N", "so many of the newest; 10 unless told otherwise")
                .flag(FOLLOW, "stay and print what comes")
                .examples("x0x audit tail --follow", "x0x audit tail --lines 100 --agent a1b2c3d4");
    }

    private static CommandSpec card(Shape shape, Verb verb) {
        return shape.option(DISPLAY_NAME, "TEXT", "what to be called on it")
                .flag(LOCAL, "put addresses on it that only mean something nearby")
                .examples(
                        "x0x " + verb.path() + " --display-name alice",
                        "x0x " + verb.path() + " --include-local-addresses > alice.card");
    }

    private static CommandSpec importCard(Shape shape, Verb verb) {
        return shape.parameter("link", "x0x://agent/…, - for standard input, or @ and a file")
                .choice(TRUST, "LEVEL", LEVELS, "how far to trust it; known unless told otherwise")
                .examples(
                        "x0x " + verb.path() + " x0x://agent/eyJk…",
                        "x0x " + verb.path() + " @bob.card --trust trusted");
    }

    private static CommandSpec add(Shape shape) {
        return shape.parameter("agent-id", "64 hex digits")
                .choice(TRUST, "LEVEL", LEVELS, "how far to trust it; known unless told otherwise")
                .option(LABEL, "NAME", "what to call it here")
                .examples("x0x contacts add a1b2… --label bob --trust trusted");
    }

    private static CommandSpec update(Shape shape) {
        return shape.parameter("agent", WHO)
                .choice(TRUST, "LEVEL", LEVELS, "how far to trust it")
                .choice(TYPE, "TYPE", TYPES, "what it is judged by")
                .examples("x0x contacts update bob --type pinned");
    }

    private static CommandSpec trust(Shape shape, Verb verb) {
        if (verb == Verb.TRUST_SET) {
            return shape.parameter("agent", WHO)
                    .oneOf("level", LEVELS, "how far to trust it")
                    .examples("x0x trust set bob trusted");
        }
        if (verb == Verb.TRUST_EVALUATE) {
            return shape.parameter("agent", WHO)
                    .parameter("machine-id", "64 hex digits")
                    .examples("x0x trust evaluate bob c3d4…");
        }
        return shape.examples("x0x trust set bob trusted", "x0x trust evaluate bob c3d4…");
    }

    private static CommandSpec machines(Shape shape, Verb verb) {
        String line = "x0x " + verb.path() + " bob";
        return switch (verb) {
            case MACHINES_LIST -> shape.parameter("agent", WHO).examples(line);
            case MACHINES_ADD ->
                    shape.parameter("agent", WHO)
                            .parameter("machine-id", "64 hex digits")
                            .option(LABEL, "NAME", "what to call it")
                            .flag(PIN, "pin it at once")
                            .examples(line + " c3d4… --pin");
            case MACHINES_REMOVE ->
                    shape.parameter("agent", WHO)
                            .parameter("machine-id", "64 hex digits")
                            .examples(line + " c3d4…");
            case MACHINES_PIN, MACHINES_UNPIN ->
                    shape.parameter("agent", WHO)
                            .optional(
                                    "machine-id", "64 hex digits; not needed if there is one only")
                            .examples(line, line + " c3d4…");
            default -> shape.examples("x0x machines list bob", "x0x machines pin bob");
        };
    }

    private static CommandSpec send(Shape shape) {
        return shape.parameter("agent", WHO)
                .optional("text", "the message")
                .option(FILE, "FILE", "send this file instead; - for standard input")
                .option(ACK_MS, "MS", "wait so long for the recipient's acknowledgement")
                .examples("x0x direct send bob hello", "x0x direct send bob --file - < note");
    }

    private static CommandSpec here(Shape shape, Verb verb) {
        return switch (verb) {
            case START ->
                    shape.synopsis("x0x start [options] [-- <option of x0xd> ...]")
                            .rest()
                            .option(CONFIG, "FILE", "the daemon's configuration")
                            .flag(FOREGROUND, "stay, and let it write here")
                            .examples(
                                    "x0x start",
                                    "x0x --name test start -- --exec-acl ./exec-acl.toml");
            case STOP -> shape.examples("x0x stop");
            case DOCTOR -> shape.examples("x0x doctor");
            default ->
                    shape.oneOf("shell", SHELLS, "for which shell")
                            .examples(
                                    "source <(x0x completion bash)",
                                    "x0x completion fish > ~/.config/fish/completions/x0x.fish");
        };
    }
}
