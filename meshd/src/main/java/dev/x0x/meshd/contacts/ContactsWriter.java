// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.contacts;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;

import dev.x0x.identity.DmCapabilities;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Contacts to the text of the field's file: same names, same order, same spacing. */
final class ContactsWriter {
    private static final JsonFactory FACTORY = new JsonFactory();

    private final JsonGenerator out;

    private ContactsWriter(JsonGenerator out) {
        this.out = out;
    }

    static byte[] print(Contacts contacts) {
        var text = new StringWriter(); // the writer for bytes would escape what is beyond U+FFFF
        try (JsonGenerator out = FACTORY.createGenerator(text)) {
            out.setPrettyPrinter(layout());
            new ContactsWriter(out).root(contacts);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // memory does not fail
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static DefaultPrettyPrinter layout() {
        var separators =
                Separators.createDefaultInstance()
                        .withObjectFieldValueSpacing(Separators.Spacing.AFTER)
                        .withObjectEmptySeparator("")
                        .withArrayEmptySeparator("");
        var printer = new DefaultPrettyPrinter(separators);
        var indenter = new DefaultIndenter("  ", "\n");
        printer.indentArraysWith(indenter);
        printer.indentObjectsWith(indenter);
        return printer;
    }

    private void root(Contacts contacts) throws IOException {
        out.writeStartObject();
        out.writeArrayFieldStart("contacts");
        for (Contact contact : contacts.all()) {
            contact(contact);
        }
        out.writeEndArray();
        out.writeArrayFieldStart("revocations");
        for (LocalRevocation revocation : contacts.revocations()) {
            out.writeStartObject();
            bytes("agent_id", revocation.agent().bytes());
            out.writeStringField("reason", revocation.reason());
            u64("timestamp", revocation.timestamp());
            if (revocation.revoker().isPresent()) {
                bytes("revoker_id", revocation.revoker().get().bytes());
            } else {
                out.writeNullField("revoker_id");
            }
            out.writeEndObject();
        }
        out.writeEndArray();
        out.writeEndObject();
    }

    private void contact(Contact contact) throws IOException {
        out.writeStartObject();
        bytes("agent_id", contact.agent().bytes());
        out.writeStringField("trust_level", contact.level().code());
        text("label", contact.label());
        u64("added_at", contact.addedAt());
        if (contact.lastSeen().isPresent()) {
            u64("last_seen", contact.lastSeen().getAsLong());
        } else {
            out.writeNullField("last_seen");
        }
        out.writeStringField("identity_type", contact.type().code());
        out.writeArrayFieldStart("machines");
        for (ContactMachine machine : contact.machines()) {
            out.writeStartObject();
            bytes("machine_id", machine.machine().bytes());
            text("label", machine.label());
            u64("first_seen", machine.firstSeen());
            u64("last_seen", machine.lastSeen());
            out.writeBooleanField("pinned", machine.pinned());
            out.writeEndObject();
        }
        out.writeEndArray();
        if (contact.capabilities().isPresent()) {
            capabilities(contact.capabilities().get());
        }
        out.writeEndObject();
    }

    private void capabilities(DmCapabilities given) throws IOException {
        out.writeObjectFieldStart("dm_capabilities");
        out.writeNumberField("max_protocol_version", given.maxProtocolVersion());
        out.writeBooleanField("gossip_inbox", given.gossipInbox());
        out.writeStringField("kem_algorithm", given.kemAlgorithm());
        u64("max_envelope_bytes", given.maxEnvelopeBytes());
        bytes("kem_public_key", given.kemPublicKey());
        out.writeEndObject();
    }

    private void text(String field, Optional<String> value) throws IOException {
        if (value.isPresent()) {
            out.writeStringField(field, value.get());
        } else {
            out.writeNullField(field);
        }
    }

    private void u64(String field, long value) throws IOException {
        out.writeFieldName(field);
        out.writeNumber(new BigInteger(Long.toUnsignedString(value)));
    }

    private void bytes(String field, byte[] value) throws IOException {
        out.writeArrayFieldStart(field);
        for (byte one : value) {
            out.writeNumber(one & 0xff);
        }
        out.writeEndArray();
    }
}
