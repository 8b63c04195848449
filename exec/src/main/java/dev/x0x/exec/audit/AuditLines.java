// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec.audit;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;

import dev.x0x.identity.RequestId;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Records as JSON lines: the field's names and order (REFERENCE.md §9.10), ours appended. Only
 * printable ASCII is written, the rest is escaped: an argument cannot change what a terminal shows
 * of the line, and half a character is still JSON.
 */
final class AuditLines {
    private static final JsonFactory JSON =
            new JsonFactoryBuilder()
                    .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
                    .characterEscapes(new PrintableEscapes())
                    .build();

    private AuditLines() {}

    /** The object of this record without its closing brace: the chain puts its members last. */
    static byte[] open(AuditRecord record) {
        return open(json -> write(json, record));
    }

    /** The object of a checkpoint, without its closing brace. */
    static byte[] open(Checkpoint checkpoint) {
        return open(
                json -> {
                    head(json, Checkpoint.EVENT, checkpoint.tsUnixMs(), Optional.empty());
                    json.writeStringField("machine_id", checkpoint.machine().hex());
                    Base64.Encoder base64 = Base64.getEncoder();
                    text(json, "public_key", checkpoint.publicKey().map(base64::encodeToString));
                    json.writeStringField(
                            "signature", base64.encodeToString(checkpoint.signature()));
                });
    }

    private interface Members {
        void write(JsonGenerator json) throws IOException;
    }

    private static byte[] open(Members members) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(512);
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            members.write(json);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Arrays.copyOf(out.toByteArray(), out.size() - 1);
    }

    /** Whether this is a SHA-256 as we print it. */
    static boolean isHash(String text) {
        return text.length() == 64
                && text.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'));
    }

    private static void write(JsonGenerator json, AuditRecord each) throws IOException {
        switch (each) {
            case AuditRecord.Request request -> write(json, request);
            case AuditRecord.Started started -> {
                head(json, "started", started.tsUnixMs(), Optional.of(started.id()));
                json.writeNumberField("pid", started.pid());
            }
            case AuditRecord.Warning warning -> {
                head(json, "warning", warning.tsUnixMs(), Optional.of(warning.id()));
                json.writeStringField("kind", warning.kind().code());
                json.writeFieldName("bytes");
                if (warning.bytes().isPresent()) {
                    json.writeNumber(warning.bytes().getAsLong());
                } else {
                    json.writeNull();
                }
            }
            case AuditRecord.Exit exit -> write(json, exit);
            case AuditRecord.Denial denial -> write(json, denial);
            case AuditRecord.PolicyChange change -> {
                head(json, "policy", change.tsUnixMs(), Optional.empty());
                text(json, "old_sha256", change.oldSha256());
                text(json, "new_sha256", change.newSha256());
                json.writeBooleanField("in_force", change.inForce());
                text(json, "why", change.why());
            }
        }
    }

    private static void write(JsonGenerator json, AuditRecord.Request request) throws IOException {
        head(json, "request", request.tsUnixMs(), Optional.of(request.id()));
        json.writeStringField("agent_id", request.agent().hex());
        json.writeStringField("machine_id", request.machine().hex());
        argv(json, request.argv());
        text(json, "matched_acl", request.matchedAcl());
        json.writeNumberField("stdin_bytes", request.stdinBytes());
        json.writeNumberField("timeout_ms", request.timeoutMs());
        json.writeStringField("content", request.content());
        json.writeStringField("request_sha256", request.requestSha256());
        json.writeStringField("program", wellFormed(request.program()));
        via(json, request.via());
    }

    private static void write(JsonGenerator json, AuditRecord.Exit exit) throws IOException {
        head(json, "exit", exit.tsUnixMs(), Optional.of(exit.id()));
        number(json, "code", exit.code());
        number(json, "signal", exit.signal());
        json.writeNumberField("duration_ms", exit.durationMs());
        json.writeNumberField("stdout_bytes", exit.stdoutBytes());
        json.writeNumberField("stderr_bytes", exit.stderrBytes());
        json.writeBooleanField("truncated", exit.truncated());
        json.writeStringField("outcome", exit.outcome().code());
        text(json, "cause", exit.cause());
    }

    private static void write(JsonGenerator json, AuditRecord.Denial denial) throws IOException {
        head(json, "denial", denial.tsUnixMs(), denial.id());
        json.writeStringField("agent_id", denial.agent().hex());
        json.writeStringField("machine_id", denial.machine().hex());
        argv(json, denial.argv());
        json.writeStringField("reason", denial.reason().code());
        via(json, denial.via());
    }

    private static void head(JsonGenerator json, String event, long ts, Optional<RequestId> id)
            throws IOException {
        json.writeStringField("event", event);
        json.writeNumberField("ts_unix_ms", ts);
        text(json, "request_id", id.map(RequestId::hex));
    }

    private static void argv(JsonGenerator json, List<String> argv) throws IOException {
        json.writeArrayFieldStart("argv");
        for (String each : argv) {
            json.writeString(wellFormed(each));
        }
        json.writeEndArray();
    }

    private static void via(JsonGenerator json, Via via) throws IOException {
        json.writeObjectFieldStart("via");
        json.writeStringField("machine_id", via.machine().hex());
        text(json, "addr", via.addr());
        json.writeBooleanField("direct", via.direct());
        json.writeEndObject();
    }

    private static void text(JsonGenerator json, String name, Optional<String> value)
            throws IOException {
        json.writeFieldName(name);
        if (value.isPresent()) {
            json.writeString(wellFormed(value.get()));
        } else {
            json.writeNull();
        }
    }

    private static void number(JsonGenerator json, String name, OptionalInt value)
            throws IOException {
        json.writeFieldName(name);
        if (value.isPresent()) {
            json.writeNumber(value.getAsInt());
        } else {
            json.writeNull();
        }
    }

    /** Half a surrogate pair becomes U+FFFD: escaped as it is, strict readers refuse the line. */
    private static String wellFormed(String text) {
        StringBuilder out = null;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!Character.isSurrogate(c)) {
                continue;
            }
            if (Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
                continue;
            }
            out = out == null ? new StringBuilder(text) : out;
            out.setCharAt(i, '\uFFFD');
        }
        return out == null ? text : out.toString();
    }
}
