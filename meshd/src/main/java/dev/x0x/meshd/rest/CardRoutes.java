// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.rest;

import dev.x0x.identity.AgentId;

import java.util.Locale;

/** Cards, and links to their owners. */
final class CardRoutes {
    static final JsonShape IMPORT = JsonShape.of().with(FieldType.TEXT, "card", "trust_level");
    static final JsonShape CONNECT = JsonShape.of().with(FieldType.TEXT, "agent_id");

    private final CardsDoor cards;
    private final LongCalls longCalls;

    CardRoutes(CardsDoor cards, LongCalls longCalls) {
        this.cards = cards;
        this.longCalls = longCalls;
    }

    /** {@code include_groups} is the field's; there are no groups here to include. */
    Reply own(Call call) throws HttpRefusal {
        boolean _ = call.queryFlag("include_groups");
        CardsDoor.OwnCard own =
                cards.own(call.query("display_name"), call.queryFlag("include_local_addresses"));
        return Reply.ok(
                JsonObject.ok()
                        .put("link", own.link())
                        .put("card", new JsonObject.Raw(own.json())));
    }

    Reply importCard(Call call) throws Exception {
        String link = call.body().needText("card").strip();
        var level = Words.level(call.body().text("trust_level").orElse("known"));
        CardsDoor.Imported imported = cards.importCard(link, level);
        return Reply.ok(
                JsonObject.ok()
                        .put("agent_id", imported.agent().hex())
                        .put("display_name", imported.displayName())
                        .put("trust_level", Words.capitalised(imported.level()))
                        .put("trust_change_ignored", imported.trustChangeIgnored())
                        .put("groups", imported.groups())
                        .put("stores", imported.stores()));
    }

    /** What is not a link is not {@code ok}, whatever the field says. */
    Reply connect(Call call) throws Exception {
        AgentId agent = call.agent();
        CardsDoor.Connected connected =
                longCalls.watched(call, LongCalls.PATIENCE, () -> cards.connect(agent));
        CardsDoor.ConnectOutcome outcome = connected.outcome();
        if (outcome.linked()) {
            return Reply.ok(outcome(JsonObject.ok(), connected));
        }
        return Reply.of(
                outcome == CardsDoor.ConnectOutcome.NOT_FOUND ? 404 : 502,
                outcome(JsonObject.no(outcome.name().toLowerCase(Locale.ROOT)), connected));
    }

    private static JsonObject outcome(JsonObject answer, CardsDoor.Connected connected) {
        return answer.put("outcome", connected.outcome().word()).put("addr", connected.address());
    }
}
