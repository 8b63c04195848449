// SPDX-License-Identifier: Apache-2.0
package dev.x0x.identity;

import static dev.x0x.fuzz.FuzzEntry.canonical;
import static dev.x0x.fuzz.FuzzEntry.reads;
import static dev.x0x.fuzz.FuzzEntry.settles;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.x0x.fuzz.FuzzEntry;
import dev.x0x.fuzz.Fuzzed;
import dev.x0x.fuzz.Seeds;
import dev.x0x.identity.codec.MalformedException;
import dev.x0x.vectors.VectorSeeds;

import java.util.List;

class FuzzTest implements Fuzzed {
    private static final Class<MalformedException> MALFORMED = MalformedException.class;

    @Override
    public List<FuzzEntry> entries() {
        return List.of(
                canonical(
                        "identity-announcement",
                        MALFORMED,
                        bytes -> IdentityAnnouncement.decode(bytes).encode(),
                        announcements("identity_announcement")),
                canonical(
                        "capability-advert",
                        MALFORMED,
                        bytes -> CapabilityAdvert.decode(bytes).encode(),
                        announcements("capability_advert")),
                canonical(
                        "revocations",
                        MALFORMED,
                        bytes -> Revocations.encode(Revocations.decode(bytes)),
                        announcements("revocations_payload")),
                canonical(
                        "revocations-file",
                        MALFORMED,
                        bytes -> Revocations.encodeFile(Revocations.decodeFile(bytes)),
                        announcements("revocations_file")),
                canonical(
                        "agent-certificate",
                        MALFORMED,
                        bytes -> AgentCertificate.decodeFile(bytes).encodeFile(),
                        VectorSeeds.bytes("announcements", "certificate", "file")),
                settles(
                                "card-json",
                                MALFORMED,
                                bytes -> utf8(CardReader.read(bytes).json()),
                                VectorSeeds.texts("cards", "card", "json"))
                        .ofText(
                                "{",
                                "}",
                                "[",
                                "]",
                                ",",
                                "\"signature\":",
                                "\"created_at\":-1",
                                "\"groups\":[{\"name\":\"\",\"invite_link\":\"\"}],",
                                "null",
                                "1e400",
                                "\\ud800",
                                "\\u0000"),
                settles(
                                "card-link",
                                MALFORMED,
                                bytes -> utf8(CardForm.parse(new String(bytes, UTF_8)).link()),
                                VectorSeeds.texts("cards", "card", "link"))
                        .ofText(CardForm.LINK, "=", " ", "_", "-"),
                reads(
                                "card-proof",
                                MALFORMED,
                                bytes -> Card.open(new String(bytes, UTF_8)),
                                VectorSeeds.texts("cards", "card_import", "text"))
                        .ofText(CardForm.LINK),
                reads(
                                "endpoint",
                                MALFORMED,
                                bytes ->
                                        Endpoint.parse(new String(bytes, ISO_8859_1))
                                                .ifPresent(FuzzTest::sameEndpoint),
                                Seeds.of(
                                        "192.0.2.1:5483",
                                        "[2001:db8::1]:5483",
                                        "[::]:0",
                                        "host:99999"))
                        .ofText(":", "[", "]", "%eth0", "::", "ffff", "255"));
    }

    private static List<byte[]> announcements(String op) {
        return VectorSeeds.bytes("announcements", op, "bytes");
    }

    private static void sameEndpoint(Endpoint read) {
        if (!Endpoint.parse(read.toString()).orElseThrow().equals(read)) {
            throw new AssertionError("prints as " + read);
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(UTF_8);
    }
}
