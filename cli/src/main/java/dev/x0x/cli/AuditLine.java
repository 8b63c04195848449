// SPDX-License-Identifier: Apache-2.0
package dev.x0x.cli;

import dev.x0x.cli.daemon.Json;
import dev.x0x.cli.daemon.JsonReader;
import dev.x0x.cli.daemon.NotJsonException;
import dev.x0x.cli.print.Plain;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One record of an audit file.
 *
 * @param text the line as it stands there
 */
record AuditLine(String text, Json record) {
    /** Reads it; empty if it is no JSON object. */
    static Optional<AuditLine> of(byte[] line) {
        try {
            Json read = JsonReader.read(line);
            return read.get("event").text().isEmpty()
                    ? Optional.empty()
                    : Optional.of(new AuditLine(new String(line, StandardCharsets.UTF_8), read));
        } catch (NotJsonException e) {
            return Optional.empty();
        }
    }

    String event() {
        return word("event");
    }

    Optional<String> request() {
        return record.get("request_id").text();
    }

    Optional<String> agent() {
        return record.get("agent_id").text();
    }

    long unixMs() {
        return record.get("ts_unix_ms").number().orElse(0);
    }

    /** How the request ended, if this line says so: an outcome, or why it was denied. */
    Optional<String> outcome() {
        return switch (event()) {
            case "exit" -> record.get("outcome").text();
            case "denial" -> record.get("reason").text();
            default -> Optional.empty();
        };
    }

    /** For people: when, what, whose, and the rest in words. */
    String page() {
        return Instant.ofEpochMilli(unixMs())
                + "  "
                + Plain.of(request().orElse("-".repeat(32)))
                + "  "
                + Plain.of(event())
                + "  "
                + words();
    }

    private String words() {
        return switch (event()) {
            case "request" ->
                    argv()
                            + "  by "
                            + shortly("agent_id")
                            + " on "
                            + shortly("machine_id")
                            + record.get("matched_acl")
                                    .text()
                                    .map(entry -> "  allowed by `" + Plain.of(entry) + '`')
                                    .orElse("");
            case "started" -> "pid " + word("pid");
            case "warning" -> word("kind");
            case "exit" -> exit();
            case "denial" ->
                    word("reason")
                            + "  "
                            + argv()
                            + "  by "
                            + shortly("agent_id")
                            + " on "
                            + shortly("machine_id");
            case "policy" ->
                    (record.get("in_force").isTrue()
                                    ? "in force: "
                                    : "refused, the old one stays: ")
                            + shortly("new_sha256")
                            + " after "
                            + shortly("old_sha256")
                            + record.get("why").text().map(why -> "  " + Plain.of(why)).orElse("");
            case "checkpoint" -> "signed to record " + word("seq");
            default -> "";
        };
    }

    private String exit() {
        var said = new StringBuilder(word("outcome"));
        number("code").ifPresent(code -> said.append("  code ").append(code));
        number("signal").ifPresent(signal -> said.append("  signal ").append(signal));
        said.append("  ").append(word("duration_ms")).append(" ms");
        said.append("  out ").append(word("stdout_bytes"));
        said.append("  err ").append(word("stderr_bytes"));
        if (record.get("truncated").isTrue()) {
            said.append("  cut");
        }
        return said.toString();
    }

    private OptionalLong number(String name) {
        return record.get(name).number();
    }

    private String argv() {
        var words = new StringBuilder();
        for (Json each : record.get("argv").items()) {
            words.append(words.isEmpty() ? "" : " ").append(Plain.of(each.text().orElse("?")));
        }
        return words.toString();
    }

    private String shortly(String name) {
        String id = word(name);
        return id.length() > 12 ? id.substring(0, 12) : id;
    }

    private String word(String name) {
        Json value = record.get(name);
        return Plain.of(value.text().orElse(value.plain()));
    }
}
