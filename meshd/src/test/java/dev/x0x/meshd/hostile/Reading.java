// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.hostile;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.x0x.exec.wire.ExecFrame;
import dev.x0x.exec.wire.ExecPayload;
import dev.x0x.exec.wire.OpenedRecord;
import dev.x0x.exec.wire.Target;
import dev.x0x.exec.wire.ToCaller;
import dev.x0x.exec.wire.ToServer;
import dev.x0x.identity.RequestId;
import dev.x0x.identity.codec.MalformedException;
import dev.x0x.meshd.envelope.CarriedAdvert;
import dev.x0x.meshd.envelope.CarrierFrame;
import dev.x0x.meshd.envelope.Envelopes;
import dev.x0x.meshd.envelope.MessageAck;
import dev.x0x.meshd.envelope.Opened;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What came in on one machine's links, in words. */
final class Reading {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HexFormat HEX = HexFormat.of();

    private final Machine by;
    private final Desk desk;

    Reading(Machine by, Desk desk) {
        this.by = by;
        this.desk = desk;
    }

    ObjectNode read(byte[] bytes) {
        ObjectNode out = JSON.createObjectNode();
        try {
            CarrierFrame frame = CarrierFrame.decode(bytes);
            switch (frame.kind()) {
                case ENVELOPE -> {
                    by.last = frame;
                    envelope(frame, out);
                }
                case SESSION_RECORD -> record(frame.body(), out);
                case CUSTODY_ACK -> out.put("kind", "custody");
            }
        } catch (MalformedException e) {
            out.put("kind", "unreadable").put("why", e.getMessage());
        }
        return out;
    }

    private void envelope(CarrierFrame frame, ObjectNode out) throws MalformedException {
        Opened opened =
                Envelopes.decode(frame)
                        .withKey(frame.agentPublicKey())
                        .verifyAgent()
                        .verifyAttestation(by.network, by.machine.id())
                        .open(by.kem);
        Target from = new Target(opened.senderAgent(), opened.attestedMachine());
        out.put("sha256", HEX.formatHex(opened.bodySha256()));
        byte[] payload = opened.payload();
        if (CarriedAdvert.claims(payload)) {
            Optional<byte[]> inner = CarriedAdvert.decode(payload).payload();
            if (inner.isEmpty()) {
                out.put("kind", "advert");
                return;
            }
            payload = inner.get();
        }
        if (MessageAck.claims(payload)) {
            byte[] of = MessageAck.decode(payload).bodySha256();
            out.put("kind", "ack").put("of", HEX.formatHex(of));
        } else if (ExecPayload.claims(payload)) {
            List<ExecFrame> frames = ExecPayload.decode(payload);
            out.put("kind", "envelope").put("id", frames.getFirst().id().hex());
            write(frames, out.putArray("frames"));
            for (ExecFrame each : frames) {
                if (each instanceof ToCaller.Accepted accepted) {
                    desk.accepted(by, from, accepted);
                }
                if (each instanceof ToServer.Open open) {
                    desk.askedFor(open, opened.bodySha256(), from);
                }
            }
        } else {
            out.put("kind", "plain").put("text", new String(payload, StandardCharsets.UTF_8));
        }
    }

    private void record(byte[] record, ObjectNode out) throws MalformedException {
        out.put("kind", "record");
        for (Map.Entry<RequestId, Session> each : desk.sessions().entrySet()) {
            if (each.getValue().owns(record)) {
                OpenedRecord opened = each.getValue().open(record);
                out.put("id", each.getKey().hex())
                        .put("counter", opened.counter())
                        .put("echo", opened.echo());
                write(opened.frames(), out.putArray("frames"));
            }
        }
    }

    private static void write(List<ExecFrame> frames, ArrayNode out) {
        frames.forEach(frame -> out.add(FrameJson.write(frame)));
    }
}
