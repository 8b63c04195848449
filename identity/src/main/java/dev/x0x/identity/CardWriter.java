// SPDX-License-Identifier: Apache-2.0
package dev.x0x.identity;

import dev.x0x.identity.codec.Hex;

import java.util.List;
import java.util.function.Consumer;

/**
 * The one way in which a card is printed: compact, members in the order of PROTOCOL.md §4.2, only
 * those escapes that JSON demands. Written out by hand because the bytes are part of the format.
 */
final class CardWriter {
    private final StringBuilder out = new StringBuilder(20_000);

    private CardWriter() {}

    static String print(CardForm card) {
        return new CardWriter().card(card);
    }

    private String card(CardForm card) {
        out.append('{');
        name("display_name").text(card.displayName());
        next("agent_id").text(card.agentId());
        next("machine_id").text(card.machineId());
        card.userId().ifPresent(id -> next("user_id").text(id));
        next("addresses").array(card.addresses(), this::text);
        pairs("groups", card.groups(), "invite_link");
        pairs("stores", card.stores(), "topic");
        next("created_at").number(card.createdAt());
        card.capabilities().ifPresent(this::capabilities);
        card.agentPublicKey().ifPresent(key -> next("agent_public_key").text(key));
        card.signature().ifPresent(bytes -> next("signature").text(bytes));
        return out.append('}').toString();
    }

    private void capabilities(DmCapabilities given) {
        next("dm_capabilities");
        out.append('{');
        name("max_protocol_version").number(given.maxProtocolVersion());
        next("gossip_inbox");
        out.append(given.gossipInbox());
        next("kem_algorithm").text(given.kemAlgorithm());
        next("max_envelope_bytes").number(given.maxEnvelopeBytes());
        next("kem_public_key");
        out.append('[');
        byte[] key = given.kemPublicKey();
        for (int i = 0; i < key.length; i++) {
            out.append(i == 0 ? "" : ",").append(key[i] & 0xff);
        }
        out.append("]}");
    }

    private void pairs(String member, List<CardForm.Pair> pairs, String second) {
        if (pairs.isEmpty()) {
            return;
        }
        next(member)
                .array(
                        pairs,
                        pair -> {
                            out.append('{');
                            name("name").text(pair.name());
                            next(second).text(pair.value());
                            out.append('}');
                        });
    }

    private <T> void array(List<T> items, Consumer<T> print) {
        out.append('[');
        for (int i = 0; i < items.size(); i++) {
            if (i > 0) {
                out.append(',');
            }
            print.accept(items.get(i));
        }
        out.append(']');
    }

    private CardWriter next(String name) {
        out.append(',');
        return name(name);
    }

    private CardWriter name(String name) {
        text(name);
        out.append(':');
        return this;
    }

    private void number(long unsigned) {
        out.append(Long.toUnsignedString(unsigned));
    }

    private void text(String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            character(text.charAt(i));
        }
        out.append('"');
    }

    private void character(char c) {
        switch (c) {
            case '"' -> out.append("\\\"");
            case '\\' -> out.append("\\\\");
            case '\b' -> out.append("\\b");
            case '\f' -> out.append("\\f");
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            default -> {
                if (c < 0x20) {
                    out.append("\\u00").append(Hex.print(new byte[] {(byte) c}));
                } else {
                    out.append(c);
                }
            }
        }
    }
}
