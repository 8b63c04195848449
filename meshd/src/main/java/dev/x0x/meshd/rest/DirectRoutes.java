// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.rest;

import dev.x0x.identity.AgentId;
import dev.x0x.identity.codec.Hex;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Plain direct messages (REFERENCE.md §7.6). */
final class DirectRoutes {
    /**
     * The field's options that say how to get there are taken and change nothing: links are direct.
     */
    static final JsonShape SEND =
            JsonShape.of()
                    .with(FieldType.TEXT, "agent_id")
                    .with(FieldType.BASE64, "payload")
                    .with(FieldType.FLAG, "prefer_raw_quic_if_connected")
                    .with(FieldType.NUMBER, "raw_quic_receive_ack_ms")
                    .with(FieldType.FLAG, "stop_fallback_on_raw_error", "require_gossip")
                    .with(FieldType.NUMBER, "require_ack_ms")
                    .with(FieldType.FLAG, "require_durable_app_ack");

    /** Payloads that begin so are not messages between people's programs (BEHAVIOUR.md §2). */
    private static final List<byte[]> RESERVED =
            List.of(
                    "x0x-exec-v1\0".getBytes(StandardCharsets.US_ASCII),
                    "x0x-ack-v1\0".getBytes(StandardCharsets.US_ASCII));

    private static final Duration PING = Duration.ofSeconds(15);

    private final DirectDoor direct;
    private final LongCalls waiting;
    private final LongCalls endless;

    DirectRoutes(DirectDoor direct, LongCalls waiting, LongCalls endless) {
        this.direct = direct;
        this.waiting = waiting;
        this.endless = endless;
    }

    Reply send(Call call) throws Exception {
        AgentId agent = call.agent();
        byte[] payload =
                call.body()
                        .bytes("payload")
                        .orElseThrow(() -> JsonBody.missing("payload", FieldType.BASE64));
        if (RESERVED.stream().anyMatch(prefix -> startsWith(payload, prefix))) {
            throw HttpRefusal.of(
                    400,
                    JsonObject.no("reserved_prefix")
                            .put("detail", "a payload of this prefix is the daemon's own"));
        }
        if (call.body().flag("require_gossip").orElse(false)) {
            throw HttpRefusal.badRequest("require_gossip: messages go over direct links here");
        }
        OptionalLong _ = call.body().number("raw_quic_receive_ack_ms", 100, 30_000);
        OptionalLong within = call.body().number("require_ack_ms", 1, 60_000);
        Optional<Duration> ackWithin =
                within.isPresent()
                        ? Optional.of(Duration.ofMillis(within.getAsLong()))
                        : Optional.empty();
        return Reply.ok(
                sent(
                        waiting.watched(
                                call,
                                LongCalls.PATIENCE,
                                () -> direct.send(agent, payload, ackWithin))));
    }

    private static JsonObject sent(DirectDoor.Sent sent) {
        return JsonObject.ok()
                .put("path", sent.path())
                .put("request_id", Hex.print(sent.messageId()))
                .put("require_ack", sent.ack().map(DirectRoutes::ack))
                .put("retries_used", sent.retries());
    }

    private static JsonObject ack(DirectDoor.Ack ack) {
        return switch (ack) {
            case DirectDoor.Ack.Came(Duration roundTrip) ->
                    JsonObject.ok().put("rtt_ms", roundTrip.toMillis());
            case DirectDoor.Ack.Missing(String error) -> JsonObject.no(error);
        };
    }

    /** Messages as they come, until the client goes. */
    Reply events(Call call) throws Exception {
        return endless.watched(
                call,
                LongCalls.PATIENCE,
                () -> {
                    try (DirectDoor.Listening listening = direct.listen()) {
                        EventStream events = EventStream.open(call.context().res());
                        events.send("live", new JsonObject());
                        while (true) {
                            Optional<DirectDoor.DirectMessage> message = listening.next(PING);
                            if (message.isPresent()) {
                                events.send("direct_message", message(message.get()));
                            } else {
                                events.ping();
                            }
                        }
                    }
                });
    }

    private static JsonObject message(DirectDoor.DirectMessage message) {
        return new JsonObject()
                .put("machine_id", message.machine().hex())
                .put("payload", message.payload())
                .put("received_at", message.receivedAt().toEpochMilli())
                .put("sender", message.sender().hex())
                .put("trust_decision", message.decision().map(Words::decision))
                .put("verified", message.verified());
    }

    private static boolean startsWith(byte[] bytes, byte[] prefix) {
        return bytes.length >= prefix.length
                && Arrays.equals(bytes, 0, prefix.length, prefix, 0, prefix.length);
    }
}
