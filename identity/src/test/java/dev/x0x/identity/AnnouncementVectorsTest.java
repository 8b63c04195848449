// SPDX-License-Identifier: Apache-2.0
package dev.x0x.identity;

import static dev.x0x.vectors.VectorFile.ok;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;

import dev.x0x.identity.codec.BincodeReader;
import dev.x0x.identity.codec.BincodeWriter;
import dev.x0x.identity.codec.Hex;
import dev.x0x.identity.codec.MalformedException;
import dev.x0x.vectors.VectorFile;
import dev.x0x.vectors.VectorRow;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

class AnnouncementVectorsTest {
    @TestFactory
    Stream<DynamicTest> announcements() {
        return VectorFile.load("announcements")
                .tests(
                        Map.of(
                                "certificate", ok(AnnouncementVectorsTest::certificate),
                                "identity_announcement", ok(AnnouncementVectorsTest::announcement),
                                "verify_identity_announcement",
                                        ok(
                                                row ->
                                                        IdentityAnnouncement.decode(
                                                                        row.bytes("bytes"))
                                                                .verify()),
                                "capability_advert", ok(AnnouncementVectorsTest::advert),
                                "revocation", ok(AnnouncementVectorsTest::revocation),
                                "revocations_payload", ok(AnnouncementVectorsTest::payload),
                                "revocations_file", ok(AnnouncementVectorsTest::file)));
    }

    private static void certificate(VectorRow row) throws MalformedException {
        AgentCertificate value = certificate(row.get("value")).orElseThrow();
        assertArrayEquals(row.bytes("file"), value.encodeFile());
        assertArrayEquals(row.bytes("embedded"), embedded(value));
        assertArrayEquals(row.bytes("signed"), value.signedBytes());
        AgentCertificate read = AgentCertificate.decodeFile(row.bytes("file"));
        assertArrayEquals(row.bytes("embedded"), embedded(read));
        var in = new BincodeReader(row.bytes("embedded"), 1 << 20);
        assertArrayEquals(row.bytes("file"), AgentCertificate.read(in).encodeFile());
        in.end();
    }

    private static byte[] embedded(AgentCertificate certificate) {
        var out = new BincodeWriter();
        certificate.write(out);
        return out.toBytes();
    }

    private static void announcement(VectorRow row) throws MalformedException {
        IdentityAnnouncement read = IdentityAnnouncement.decode(row.bytes("bytes"));
        assertArrayEquals(row.bytes("bytes"), read.encode());
        assertArrayEquals(row.bytes("signed"), read.signedBytes());
        IdentityAnnouncement value = given(row.object("value"));
        assertEquals(row.flag("legacy"), value.agentPublicKey().isEmpty());
        assertEquals(value.reachability(), read.reachability());
        assertEquals(
                each(row.object("value").get("addresses")).map(JsonNode::textValue).toList(),
                read.reachability().addresses().stream().map(Endpoint::toString).toList());
        assertArrayEquals(row.bytes("bytes"), value.encode());
        assertArrayEquals(row.bytes("signed"), value.signedBytes());
    }

    private static void advert(VectorRow row) throws MalformedException {
        CapabilityAdvert read = CapabilityAdvert.decode(row.bytes("bytes"));
        assertArrayEquals(row.bytes("bytes"), read.encode());
        assertArrayEquals(row.bytes("signed"), read.signedBytes());
        VectorRow value = row.object("value");
        VectorRow capabilities = value.object("capabilities");
        assertEquals(1, value.number("protocol_version"));
        var given =
                new CapabilityAdvert(
                        AgentId.parse(value.text("agent_id")),
                        MachineId.parse(value.text("machine_id")),
                        value.u64("created_at_unix_ms"),
                        new DmCapabilities(
                                capabilities.number("max_protocol_version"),
                                capabilities.flag("gossip_inbox"),
                                capabilities.text("kem_algorithm"),
                                capabilities.u64("max_envelope_bytes"),
                                capabilities.bytes("kem_public_key")),
                        value.bytes("signature"));
        assertEquals(given.capabilities(), read.capabilities());
        assertArrayEquals(row.bytes("bytes"), given.encode());
        assertArrayEquals(row.bytes("signed"), given.signedBytes());
    }

    private static void revocation(VectorRow row) throws MalformedException {
        var in = new BincodeReader(row.bytes("bytes"), Revocation.LIMIT);
        Revocation read = Revocation.read(in);
        in.end();
        VectorRow value = row.object("value");
        JsonNode subject = value.get("subject");
        String id = subject.get(1).textValue();
        var given =
                new Revocation(
                        subject.get(0).textValue().equals("agent")
                                ? new Revocation.Subject.Agent(AgentId.parse(id))
                                : new Revocation.Subject.Machine(MachineId.parse(id)),
                        value.bytes("issuer_public_key"),
                        value.u64("revoked_at"),
                        value.optionalText("reason"),
                        value.bytes("signature"));
        for (Revocation one : List.of(read, given)) {
            var out = new BincodeWriter();
            one.write(out);
            assertArrayEquals(row.bytes("bytes"), out.toBytes());
            assertArrayEquals(row.bytes("signed"), one.signedBytes());
            assertEquals(row.text("duplicate_key"), Hex.print(one.duplicateKey()));
        }
    }

    private static void payload(VectorRow row) throws MalformedException {
        List<Revocation> read = Revocations.decode(row.bytes("bytes"));
        assertEquals(row.number("count"), read.size());
        assertArrayEquals(row.bytes("bytes"), Revocations.encode(read));
    }

    private static void file(VectorRow row) throws MalformedException {
        List<Revocations.Kept> read = Revocations.decodeFile(row.bytes("bytes"));
        assertEquals(row.number("count"), read.size());
        assertArrayEquals(row.bytes("bytes"), Revocations.encodeFile(read));
        var certificates = new ArrayList<String>();
        row.get("certificates").forEach(word -> certificates.add(word.textValue()));
        assertEquals(
                certificates,
                read.stream()
                        .map(
                                kept ->
                                        kept.certificate()
                                                .map(c -> c.notAfter().map(t -> "expiring"))
                                                .map(expiry -> expiry.orElse("plain"))
                                                .orElse("none"))
                        .toList());
    }

    private static Optional<AgentCertificate> certificate(JsonNode json) {
        if (json.isNull()) {
            return Optional.empty();
        }
        var value = new VectorRow(json);
        return Optional.of(
                new AgentCertificate(
                        value.bytes("user_public_key"),
                        value.bytes("agent_public_key"),
                        value.bytes("signature"),
                        value.u64("issued_at"),
                        value.optionalU64("not_after")));
    }

    private static IdentityAnnouncement given(VectorRow value) throws MalformedException {
        Optional<UserId> user =
                value.has("user_id")
                        ? Optional.of(UserId.parse(value.text("user_id")))
                        : Optional.empty();
        var reachability =
                new Reachability(
                        each(value.get("addresses"))
                                .map(json -> Endpoint.parse(json.textValue()).orElseThrow())
                                .toList(),
                        value.optionalText("nat_type"),
                        flag(value, "can_receive_direct"),
                        flag(value, "is_relay"),
                        flag(value, "is_coordinator"),
                        machines(value.get("reachable_via")),
                        machines(value.get("relay_candidates")));
        return new IdentityAnnouncement(
                AgentId.parse(value.text("agent_id")),
                MachineId.parse(value.text("machine_id")),
                user,
                certificate(value.get("agent_certificate")),
                value.bytes("machine_public_key"),
                value.bytes("machine_signature"),
                value.u64("announced_at"),
                reachability,
                value.has("agent_public_key")
                        ? Optional.of(value.bytes("agent_public_key"))
                        : Optional.empty());
    }

    private static Optional<Boolean> flag(VectorRow value, String field) {
        return value.has(field) ? Optional.of(value.flag(field)) : Optional.empty();
    }

    private static List<MachineId> machines(JsonNode array) {
        return each(array).map(json -> MachineId.of(VectorRow.bytes(json))).toList();
    }

    private static Stream<JsonNode> each(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }
}
