// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.rest;

import dev.x0x.acl.IdentityType;
import dev.x0x.acl.TrustLevel;
import dev.x0x.identity.AgentId;
import dev.x0x.identity.codec.MalformedException;
import dev.x0x.meshd.rest.ContactsDoor.Contact;
import dev.x0x.meshd.rest.ContactsDoor.Machine;
import dev.x0x.meshd.rest.ContactsDoor.Revocation;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Contacts, their machines, and trust (REFERENCE.md §7.4). */
final class ContactRoutes {
    static final JsonShape ADD =
            JsonShape.of().with(FieldType.TEXT, "agent_id", "trust_level", "label");
    static final JsonShape CHANGE =
            JsonShape.of().with(FieldType.TEXT, "trust_level", "identity_type");
    static final JsonShape TRUST = JsonShape.of().with(FieldType.TEXT, "agent_id", "level");
    static final JsonShape REVOKE = JsonShape.of().with(FieldType.TEXT, "reason");
    static final JsonShape ADD_MACHINE =
            JsonShape.of()
                    .with(FieldType.TEXT, "machine_id", "label")
                    .with(FieldType.FLAG, "pinned");
    static final JsonShape EVALUATE = JsonShape.of().with(FieldType.TEXT, "agent_id", "machine_id");

    private static final int HEX_ID = 64;

    private final ContactsDoor contacts;

    ContactRoutes(ContactsDoor contacts) {
        this.contacts = contacts;
    }

    Reply list(Call call) {
        return Reply.ok(
                JsonObject.ok()
                        .put(
                                "contacts",
                                contacts.list().stream().map(ContactRoutes::contact).toList()));
    }

    Reply add(Call call) throws Exception {
        AgentId agent = call.agent();
        TrustLevel level = Words.level(call.body().text("trust_level").orElse("known"));
        contacts.add(agent, level, call.body().text("label"));
        return Reply.of(201, JsonObject.ok().put("agent_id", agent.hex()));
    }

    Reply change(Call call) throws Exception {
        AgentId agent = call.pathAgent();
        Optional<String> level = call.body().text("trust_level");
        Optional<String> type = call.body().text("identity_type");
        contacts.change(
                agent,
                level.isPresent() ? Optional.of(Words.level(level.get())) : Optional.empty(),
                type.isPresent() ? Optional.of(Words.type(type.get())) : Optional.empty());
        return Reply.ok(JsonObject.ok());
    }

    Reply remove(Call call) throws Exception {
        if (!contacts.remove(call.pathAgent())) {
            throw noContact();
        }
        return Reply.ok(JsonObject.ok());
    }

    Reply trust(Call call) throws Exception {
        AgentId agent = call.agent();
        TrustLevel level = Words.level(call.body().needText("level"));
        contacts.change(agent, Optional.of(level), Optional.<IdentityType>empty());
        return Reply.ok(JsonObject.ok());
    }

    Reply revoke(Call call) throws Exception {
        AgentId agent = call.pathAgent();
        contacts.revoke(agent, call.body().needText("reason"));
        return Reply.ok(JsonObject.ok());
    }

    Reply revocations(Call call) throws HttpRefusal {
        return Reply.ok(
                JsonObject.ok()
                        .put(
                                "revocations",
                                contacts.revocations(call.pathAgent()).stream()
                                        .map(ContactRoutes::revocation)
                                        .toList()));
    }

    Reply machines(Call call) throws HttpRefusal {
        List<Machine> machines =
                contacts.machines(call.pathAgent()).orElseThrow(ContactRoutes::noContact);
        return Reply.ok(
                JsonObject.ok()
                        .put("machines", machines.stream().map(ContactRoutes::machine).toList()));
    }

    Reply addMachine(Call call) throws Exception {
        var added =
                contacts.addMachine(
                        call.pathAgent(),
                        call.machine(),
                        call.body().text("label"),
                        call.body().flag("pinned").orElse(false));
        return Reply.of(
                added.fresh() ? 201 : 200,
                JsonObject.ok().put("machine", machine(added.machine())));
    }

    Reply removeMachine(Call call) throws Exception {
        if (!contacts.removeMachine(call.pathAgent(), call.pathMachine())) {
            throw HttpRefusal.of(404, "machine not found");
        }
        return new Reply.Empty(204);
    }

    Reply pin(Call call) throws Exception {
        boolean pinned = contacts.pin(call.pathAgent(), call.pathMachine());
        return Reply.ok(JsonObject.ok().put("pinned", pinned));
    }

    Reply unpin(Call call) throws Exception {
        boolean unpinned = contacts.unpin(call.pathAgent(), call.pathMachine());
        return Reply.ok(JsonObject.ok().put("unpinned", unpinned));
    }

    Reply evaluate(Call call) throws HttpRefusal {
        return Reply.ok(
                JsonObject.ok()
                        .put(
                                "decision",
                                Words.decision(contacts.evaluate(call.agent(), call.machine()))));
    }

    /** Whom a name means (DECISIONS B6). Sixty-four hex characters need no contact. */
    Reply resolve(Call call) throws HttpRefusal {
        String name =
                call.query("name").orElseThrow(() -> JsonBody.missing("name", FieldType.TEXT));
        List<Contact> found = contacts.resolve(name);
        if (found.size() > 1) {
            throw HttpRefusal.of(
                    409,
                    JsonObject.no("ambiguous_name")
                            .put("detail", "several contacts match; write more of the id")
                            .put("candidates", found.stream().map(ContactRoutes::who).toList()));
        }
        if (found.size() == 1) {
            Contact one = found.getFirst();
            return Reply.ok(
                    JsonObject.ok().put("agent_id", one.agent().hex()).put("label", one.label()));
        }
        if (name.length() == HEX_ID) {
            try {
                String id = AgentId.parse(name).hex();
                return Reply.ok(JsonObject.ok().put("agent_id", id).put("label", null));
            } catch (MalformedException e) {
                // a name of 64 characters that is no id and no contact's
            }
        }
        throw HttpRefusal.of(
                404,
                JsonObject.no("unknown_name")
                        .put("detail", "no contact has this label or id; see: x0x contacts"));
    }

    private static HttpRefusal noContact() {
        return HttpRefusal.of(404, "contact not found");
    }

    private static JsonObject who(Contact contact) {
        return new JsonObject()
                .put("agent_id", contact.agent().hex())
                .put("label", contact.label());
    }

    private static JsonObject contact(Contact contact) {
        return new JsonObject()
                .put("agent_id", contact.agent().hex())
                .put("trust_level", contact.level().code())
                .put("label", contact.label())
                .put("added_at", contact.addedAt().getEpochSecond())
                .put("last_seen", contact.lastSeen().map(Instant::getEpochSecond))
                .put("identity_type", contact.type().code());
    }

    private static JsonObject machine(Machine machine) {
        return new JsonObject()
                .put("machine_id", machine.machine().hex())
                .put("label", machine.label())
                .put("first_seen", machine.firstSeen().getEpochSecond())
                .put("last_seen", machine.lastSeen().getEpochSecond())
                .put("pinned", machine.pinned());
    }

    private static JsonObject revocation(Revocation revocation) {
        return new JsonObject()
                .put("agent_id", revocation.agent().hex())
                .put("reason", revocation.reason())
                .put("timestamp", revocation.at().getEpochSecond())
                .put("revoker_id", revocation.revoker().map(AgentId::hex));
    }
}
