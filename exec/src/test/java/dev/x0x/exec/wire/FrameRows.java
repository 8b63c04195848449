// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec.wire;

import com.fasterxml.jackson.databind.JsonNode;

import dev.x0x.acl.DenialReason;
import dev.x0x.exec.audit.Outcome;
import dev.x0x.exec.audit.StdStream;
import dev.x0x.exec.audit.WarningKind;
import dev.x0x.identity.RequestId;
import dev.x0x.identity.codec.MalformedException;
import dev.x0x.identity.keys.SecretKeyBytes;
import dev.x0x.vectors.VectorRow;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Frames as the vector files write them. */
final class FrameRows {
    private FrameRows() {}

    static List<ExecFrame> frames(VectorRow row) throws MalformedException {
        var frames = new ArrayList<ExecFrame>();
        for (JsonNode each : row.get("frames")) {
            frames.add(frame(new VectorRow(each)));
        }
        return frames;
    }

    private static ExecFrame frame(VectorRow row) throws MalformedException {
        RequestId id = RequestId.parse(row.text("id"));
        String type = row.text("type");
        return switch (type) {
            case "Request" -> request(id, row);
            case "LeaseRenew" -> new ToServer.LeaseRenew(id);
            case "Started" -> new ToCaller.Started(id, u32(row, "pid"));
            case "Stdout" -> new ToCaller.Stdout(id, u32(row, "seq"), row.bytes("data"));
            case "Stderr" -> new ToCaller.Stderr(id, u32(row, "seq"), row.bytes("data"));
            case "Warning" ->
                    new ToCaller.Warning(
                            id,
                            WarningKind.of(row.text("kind")).orElseThrow(),
                            row.text("message"));
            case "Exit" -> exit(id, row);
            case "Cancel" -> new ToServer.Cancel(id);
            case "Open" -> open(id, row);
            case "Stdin" -> new ToServer.Stdin(id, u32(row, "seq"), row.bytes("data"));
            case "StdinEnd" -> new ToServer.StdinEnd(id);
            case "ExitDetail" -> exitDetail(id, row);
            case "Ack" ->
                    new Ack(
                            id,
                            StdStream.of(row.text("stream")).orElseThrow(),
                            u32(row, "next_seq"),
                            row.u64("credit"));
            case "Query" -> new ToServer.Query(id);
            case "Accepted" -> new ToCaller.Accepted(id, row.bytes("eph_ct"));
            default -> throw new AssertionError("unknown frame type " + type);
        };
    }

    private static ToServer.Request request(RequestId id, VectorRow row) {
        var argv = new ArrayList<String>();
        row.get("argv").forEach(token -> argv.add(token.textValue()));
        Optional<byte[]> stdin =
                row.get("stdin").isNull() ? Optional.empty() : Optional.of(row.bytes("stdin"));
        return new ToServer.Request(
                id, argv, stdin, u32(row, "timeout_ms"), row.optionalText("cwd"));
    }

    private static ToServer.Open open(RequestId id, VectorRow row) {
        return new ToServer.Open(
                id,
                SecretKeyBytes.take(row.bytes("secret")),
                row.bytes("eph_ek"),
                u32(row, "lease_ms"),
                row.u64("stdin_total"),
                row.bytes("stdin_sha256"));
    }

    private static ToCaller.Exit exit(RequestId id, VectorRow row) {
        return new ToCaller.Exit(
                id,
                optionalInt(row, "code"),
                optionalInt(row, "signal"),
                row.u64("duration_ms"),
                row.u64("stdout_bytes_total"),
                row.u64("stderr_bytes_total"),
                row.flag("truncated"),
                row.optionalText("denial_reason").map(code -> DenialReason.of(code).orElseThrow()));
    }

    private static ToCaller.ExitDetail exitDetail(RequestId id, VectorRow row) {
        var retry = row.optionalU64("retry_after_ms");
        return new ToCaller.ExitDetail(
                id,
                Outcome.of(row.text("outcome")).orElseThrow(),
                retry.isPresent() ? OptionalLong.of(retry.get()) : OptionalLong.empty(),
                row.bytes("stdout_sha256"),
                row.bytes("stderr_sha256"),
                row.bytes("request_sha256"));
    }

    private static OptionalInt optionalInt(VectorRow row, String field) {
        return row.get(field).isNull() ? OptionalInt.empty() : OptionalInt.of(row.number(field));
    }

    private static long u32(VectorRow row, String field) {
        JsonNode value = row.get(field);
        if (!value.isIntegralNumber()) {
            throw new AssertionError("field `" + field + "` is not a number: " + value);
        }
        return value.longValue();
    }
}
