// SPDX-License-Identifier: Apache-2.0
package dev.x0x.conformance.harness;

import com.fasterxml.jackson.databind.JsonNode;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** The object that {@code /exec/run} answers with, and that {@code x0x exec --json} prints. */
public record RunResult(JsonNode json) {
    /** Every member, always present (BEHAVIOUR.md §5). */
    public static final List<String> MEMBERS =
            List.of(
                    "ok",
                    "request_id",
                    "code",
                    "signal",
                    "duration_ms",
                    "stdout_b64",
                    "stderr_b64",
                    "stdout_bytes_total",
                    "stderr_bytes_total",
                    "truncated",
                    "denial_reason",
                    "warnings",
                    "outcome");

    /** Fails if a member is missing. */
    public RunResult {
        for (String each : MEMBERS) {
            if (!json.has(each)) {
                throw new AssertionError("`" + each + "` is missing in " + json);
            }
        }
    }

    /** 32 hex digits. */
    public String requestId() {
        return json.get("request_id").asText();
    }

    /** The exit code, or null. */
    public Integer code() {
        return number("code");
    }

    /** The signal, or null. */
    public Integer signal() {
        return number("signal");
    }

    /** How it ended. */
    public String outcome() {
        return json.get("outcome").asText();
    }

    /** Why it was refused, or null. */
    public String denial() {
        JsonNode reason = json.get("denial_reason");
        return reason.isNull() ? null : reason.asText();
    }

    /** How long it ran. */
    public long durationMs() {
        return json.get("duration_ms").asLong();
    }

    /** What was delivered of stdout. */
    public byte[] stdout() {
        return Base64.getDecoder().decode(json.get("stdout_b64").asText());
    }

    /** What was delivered of stderr. */
    public byte[] stderr() {
        return Base64.getDecoder().decode(json.get("stderr_b64").asText());
    }

    /** stdout as text. */
    public String out() {
        return new String(stdout(), StandardCharsets.UTF_8);
    }

    /** stderr as text. */
    public String err() {
        return new String(stderr(), StandardCharsets.UTF_8);
    }

    /** Bytes written to stdout, delivered or not. */
    public long stdoutTotal() {
        return json.get("stdout_bytes_total").asLong();
    }

    /** Bytes written to stderr, delivered or not. */
    public long stderrTotal() {
        return json.get("stderr_bytes_total").asLong();
    }

    /** Whether bytes were dropped. */
    public boolean truncated() {
        return json.get("truncated").asBoolean();
    }

    /** The warnings' messages. */
    public List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        json.get("warnings").forEach(w -> warnings.add(w.asText()));
        return warnings;
    }

    private Integer number(String member) {
        JsonNode node = json.get(member);
        return node.isNull() ? null : node.asInt();
    }
}
