// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.hostile;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.x0x.acl.DenialReason;
import dev.x0x.exec.audit.Outcome;
import dev.x0x.exec.audit.StdStream;
import dev.x0x.exec.audit.WarningKind;
import dev.x0x.exec.wire.Ack;
import dev.x0x.exec.wire.ExecFrame;
import dev.x0x.exec.wire.ToCaller;
import dev.x0x.exec.wire.ToServer;
import dev.x0x.identity.RequestId;
import dev.x0x.identity.codec.MalformedException;
import dev.x0x.identity.keys.Digest;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Exec frames as lines of text say them. */
final class FrameJson {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HexFormat HEX = HexFormat.of();

    private FrameJson() {}

    /** A frame, of this request unless it names another. */
    static ExecFrame read(JsonNode node, RequestId unnamed, Openings openings)
            throws MalformedException {
        RequestId id = node.has("id") ? RequestId.parse(node.get("id").asText()) : unnamed;
        return switch (node.get("t").asText()) {
            case "open" -> openings.open(id, node);
            case "request" -> request(id, node);
            case "lease" -> new ToServer.LeaseRenew(id);
            case "cancel" -> new ToServer.Cancel(id);
            case "query" -> new ToServer.Query(id);
            case "stdin" -> new ToServer.Stdin(id, node.path("seq").asLong(), data(node));
            case "stdin_end" -> new ToServer.StdinEnd(id);
            case "ack" ->
                    new Ack(
                            id,
                            StdStream.of(node.get("stream").asText()).orElseThrow(),
                            node.path("next_seq").asLong(),
                            node.path("credit").asLong(1 << 20));
            case "started" -> new ToCaller.Started(id, node.path("pid").asLong(1));
            case "stdout" -> new ToCaller.Stdout(id, node.path("seq").asLong(), data(node));
            case "stderr" -> new ToCaller.Stderr(id, node.path("seq").asLong(), data(node));
            case "warning" ->
                    new ToCaller.Warning(
                            id,
                            WarningKind.of(node.get("kind").asText()).orElseThrow(),
                            node.path("message").asText());
            case "detail" -> detail(id, node);
            case "exit" -> exit(id, node);
            case "accepted" -> new ToCaller.Accepted(id, new byte[1088]);
            default -> throw new IllegalArgumentException("no such frame: " + node);
        };
    }

    /** Bytes given as hex or as text, or {@code zeros} of them. */
    static byte[] data(JsonNode node) {
        if (node.has("zeros")) {
            return new byte[node.get("zeros").asInt()];
        }
        return node.has("text")
                ? node.get("text").asText().getBytes(java.nio.charset.StandardCharsets.UTF_8)
                : HEX.parseHex(node.path("data").asText());
    }

    private static ToServer.Request request(RequestId id, JsonNode node) {
        List<String> argv = new ArrayList<>();
        node.get("argv").forEach(token -> argv.add(token.asText()));
        return new ToServer.Request(
                id,
                argv,
                node.has("text") || node.has("data") || node.has("zeros")
                        ? Optional.of(data(node))
                        : Optional.empty(),
                node.path("timeout_ms").asLong(20_000),
                node.has("cwd") ? Optional.of(node.get("cwd").asText()) : Optional.empty());
    }

    private static ToCaller.ExitDetail detail(RequestId id, JsonNode node) {
        byte[] request = HEX.parseHex(node.get("request_sha256").asText());
        return new ToCaller.ExitDetail(
                id,
                outcome(node.path("outcome").asText("exited")),
                OptionalLong.empty(),
                digest(node, "stdout"),
                digest(node, "stderr"),
                request);
    }

    private static byte[] digest(JsonNode node, String stream) {
        return Digest.sha256(
                node.path(stream).asText().getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    private static Outcome outcome(String code) {
        for (Outcome each : Outcome.values()) {
            if (each.code().equals(code)) {
                return each;
            }
        }
        throw new IllegalArgumentException("no such outcome: " + code);
    }

    private static ToCaller.Exit exit(RequestId id, JsonNode node) {
        return new ToCaller.Exit(
                id,
                node.has("denial")
                        ? OptionalInt.empty()
                        : OptionalInt.of(node.path("code").asInt()),
                OptionalInt.empty(),
                node.path("duration_ms").asLong(),
                node.path("stdout_total").asLong(),
                node.path("stderr_total").asLong(),
                false,
                node.has("denial")
                        ? DenialReason.of(node.get("denial").asText())
                        : Optional.empty());
    }

    /** What a test may want to know of a frame. */
    static ObjectNode write(ExecFrame frame) {
        ObjectNode out = JSON.createObjectNode().put("id", frame.id().hex());
        return switch (frame) {
            case ToServer.Request it -> {
                it.argv().forEach(out.put("t", "request").putArray("argv")::add);
                yield out;
            }
            case ToServer.LeaseRenew _ -> out.put("t", "lease");
            case ToServer.Cancel _ -> out.put("t", "cancel");
            case ToServer.Open it -> out.put("t", "open").put("lease_ms", it.leaseMs());
            case ToServer.Stdin it -> out.put("t", "stdin").put("seq", it.seq());
            case ToServer.StdinEnd _ -> out.put("t", "stdin_end");
            case ToServer.Query _ -> out.put("t", "query");
            case Ack it -> out.put("t", "ack").put("next_seq", it.nextSeq());
            case ToCaller.Started it -> out.put("t", "started").put("pid", it.pid());
            case ToCaller.Stdout it ->
                    out.put("t", "stdout")
                            .put("seq", it.seq())
                            .put("data", HEX.formatHex(it.data()));
            case ToCaller.Stderr it ->
                    out.put("t", "stderr")
                            .put("seq", it.seq())
                            .put("data", HEX.formatHex(it.data()));
            case ToCaller.Warning it -> out.put("t", "warning").put("kind", it.kind().code());
            case ToCaller.Exit it -> {
                it.code().ifPresent(code -> out.put("code", code));
                it.signal().ifPresent(signal -> out.put("signal", signal));
                it.denialReason().ifPresent(reason -> out.put("denial", reason.code()));
                yield out.put("t", "exit");
            }
            case ToCaller.ExitDetail it ->
                    out.put("t", "detail")
                            .put("outcome", it.outcome().code())
                            .put("request_sha256", HEX.formatHex(it.requestSha256()));
            case ToCaller.Accepted it ->
                    out.put("t", "accepted").put("ct", HEX.formatHex(Digest.sha256(it.ephCt())));
        };
    }
}
