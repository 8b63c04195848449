// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.contacts;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;

import dev.x0x.acl.IdentityType;
import dev.x0x.acl.TrustLevel;
import dev.x0x.identity.AgentId;
import dev.x0x.identity.MachineId;
import dev.x0x.identity.codec.Hex;
import dev.x0x.identity.codec.MalformedException;
import dev.x0x.identity.keys.Digest;
import dev.x0x.vectors.VectorFile;
import dev.x0x.vectors.VectorRow;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

class ContactsVectorsTest {
    private static final AgentId SOMEBODY = AgentId.of(new byte[32]);

    @TestFactory
    Stream<DynamicTest> contacts() {
        return VectorFile.load("contacts")
                .tests(
                        Map.of(
                                "contacts_file",
                                VectorFile.ok(ContactsVectorsTest::file),
                                "judge",
                                ContactsVectorsTest::judge));
    }

    private static void file(VectorRow row) throws MalformedException {
        byte[] text = row.text("text").getBytes(StandardCharsets.UTF_8);
        Contacts read = ContactsReader.read(text);
        assertEquals(row.number("contacts"), read.all().size());
        assertEquals(row.number("revocations"), read.revocations().size());
        byte[] printed = ContactsWriter.print(read);
        assertEquals(row.text("text"), new String(printed, StandardCharsets.UTF_8));
        assertEquals(row.text("text_sha256"), Hex.print(Digest.sha256(printed)));
    }

    private static String judge(VectorRow row) throws MalformedException {
        MachineId machine = MachineId.parse(row.text("machine_id"));
        List<Contact> contacts =
                row.has("contact") ? List.of(contact(row.object("contact"))) : List.of();
        return Contacts.of(contacts, List.of()).judge(SOMEBODY, machine).code();
    }

    private static Contact contact(VectorRow given) throws MalformedException {
        var machines = new ArrayList<ContactMachine>();
        for (JsonNode one : given.get("machines")) {
            var machine = new VectorRow(one);
            machines.add(
                    new ContactMachine(
                            MachineId.parse(machine.text("machine_id")),
                            Optional.empty(),
                            0,
                            0,
                            machine.flag("pinned")));
        }
        return new Contact(
                SOMEBODY,
                TrustLevel.of(given.text("trust_level")).orElseThrow(),
                Optional.empty(),
                0,
                OptionalLong.empty(),
                IdentityType.of(given.text("identity_type")).orElseThrow(),
                machines,
                Optional.empty());
    }
}
