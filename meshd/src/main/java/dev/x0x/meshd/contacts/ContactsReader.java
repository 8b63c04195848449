// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.contacts;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;

import dev.x0x.acl.IdentityType;
import dev.x0x.acl.TrustLevel;
import dev.x0x.identity.AgentId;
import dev.x0x.identity.DmCapabilities;
import dev.x0x.identity.MachineId;
import dev.x0x.identity.codec.MalformedException;
import dev.x0x.identity.codec.Refusal;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The text of a contact file to contacts (PROTOCOL.md §6.2, vectors def. 13). Anything malformed
 * refuses the whole file: a block that could not be read must not be forgotten. Members that we do
 * not know are ignored.
 */
final class ContactsReader {
    private static final ObjectReader JSON =
            JsonMapper.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build()
                    .readerFor(JsonNode.class);

    private ContactsReader() {}

    static Contacts read(byte[] text) throws MalformedException {
        var root = new JsonFields(tree(text), "the contact file");
        List<JsonFields> contacts = root.array("contacts", "contact");
        List<JsonFields> revocations = root.array("revocations", "revocation");
        var read = new ArrayList<Contact>();
        Set<AgentId> agents = new HashSet<>();
        for (JsonFields fields : contacts) {
            Contact contact = contact(fields);
            if (!agents.add(contact.agent())) {
                throw new MalformedException(
                        Refusal.BAD_TYPE, "two contacts of agent " + contact.agent());
            }
            read.add(contact);
        }
        var revoked = new ArrayList<LocalRevocation>();
        for (JsonFields fields : revocations) {
            revoked.add(revocation(fields));
        }
        return Contacts.of(read, revoked);
    }

    private static JsonNode tree(byte[] text) throws MalformedException {
        try {
            String json =
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(text)).toString();
            JsonNode tree = JSON.readTree(json);
            if (!tree.isObject()) {
                throw new MalformedException(Refusal.BAD_JSON, "not one JSON object");
            }
            return tree;
        } catch (CharacterCodingException e) {
            throw new MalformedException(Refusal.BAD_JSON, "not UTF-8");
        } catch (JacksonException e) {
            String where =
                    e.getLocation() == null
                            ? ""
                            : " at line "
                                    + e.getLocation().getLineNr()
                                    + ", column "
                                    + e.getLocation().getColumnNr();
            throw new MalformedException(Refusal.BAD_JSON, "not well-formed JSON" + where);
        }
    }

    private static Contact contact(JsonFields in) throws MalformedException {
        AgentId agent = AgentId.of(in.id("agent_id"));
        TrustLevel level = in.word("trust_level", TrustLevel::of);
        Optional<String> label = in.textOrNull("label");
        long addedAt = in.u64("added_at");
        OptionalLong lastSeen = in.u64OrNull("last_seen");
        IdentityType type = in.word("identity_type", IdentityType::of);
        var machines = new ArrayList<ContactMachine>();
        Set<MachineId> ids = new HashSet<>();
        for (JsonFields fields : in.array("machines", "machine")) {
            ContactMachine machine = machine(fields);
            if (!ids.add(machine.machine())) {
                throw new MalformedException(
                        Refusal.BAD_TYPE, "machine " + machine.machine() + " twice in one contact");
            }
            machines.add(machine);
        }
        return new Contact(
                agent, level, label, addedAt, lastSeen, type, machines, capabilities(in));
    }

    private static ContactMachine machine(JsonFields in) throws MalformedException {
        return new ContactMachine(
                MachineId.of(in.id("machine_id")),
                in.textOrNull("label"),
                in.u64("first_seen"),
                in.u64("last_seen"),
                in.flag("pinned"));
    }

    private static Optional<DmCapabilities> capabilities(JsonFields contact)
            throws MalformedException {
        Optional<JsonFields> given = contact.objectIfAny("dm_capabilities");
        if (given.isEmpty()) {
            return Optional.empty();
        }
        JsonFields in = given.get();
        return Optional.of(
                new DmCapabilities(
                        in.u16("max_protocol_version"),
                        in.flag("gossip_inbox"),
                        in.text("kem_algorithm"),
                        in.u64("max_envelope_bytes"),
                        in.has("kem_public_key") ? in.bytes("kem_public_key") : new byte[0]));
    }

    private static LocalRevocation revocation(JsonFields in) throws MalformedException {
        return new LocalRevocation(
                AgentId.of(in.id("agent_id")),
                in.text("reason"),
                in.u64("timestamp"),
                in.idOrNull("revoker_id").map(AgentId::of));
    }
}
