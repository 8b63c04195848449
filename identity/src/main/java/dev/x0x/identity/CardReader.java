// SPDX-License-Identifier: Apache-2.0
package dev.x0x.identity;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;

import dev.x0x.identity.codec.MalformedException;
import dev.x0x.identity.codec.Refusal;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The JSON of a card to its fields. Strict: one object, no member twice at any depth, no byte order
 * mark, no half surrogate pair; members that we do not know are ignored (vectors/README.md,
 * definition 10).
 */
final class CardReader {
    private static final int LIMIT = 1 << 20; // a signed card is about 15 KB
    private static final ObjectReader JSON =
            JsonMapper.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build()
                    .readerFor(JsonNode.class);

    private CardReader() {}

    static CardForm read(byte[] json) throws MalformedException {
        if (json.length > LIMIT) {
            throw new MalformedException(
                    Refusal.LENGTH_TOO_LARGE, json.length + " bytes of JSON, at most " + LIMIT);
        }
        JsonNode card = tree(json);
        return new CardForm(
                text(card, "display_name"),
                text(card, "agent_id"),
                text(card, "machine_id"),
                optionalText(card, "user_id"),
                addresses(card),
                pairs(card, "groups", "invite_link"),
                pairs(card, "stores", "topic"),
                number(required(card, "created_at"), 64, "created_at"),
                capabilities(card),
                optionalText(card, "agent_public_key"),
                optionalText(card, "signature"));
    }

    private static JsonNode tree(byte[] json) throws MalformedException {
        try {
            String text =
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(json)).toString();
            if (text.startsWith("\ufeff")) {
                throw new MalformedException(Refusal.BAD_JSON, "byte order mark before the card");
            }
            JsonNode tree = JSON.readTree(text);
            if (!tree.isObject() || !wholeCharacters(tree)) {
                throw new MalformedException(Refusal.BAD_JSON, "a card is one JSON object");
            }
            return tree;
        } catch (CharacterCodingException e) {
            throw new MalformedException(Refusal.BAD_JSON, "the card is not UTF-8");
        } catch (JacksonException e) {
            throw new MalformedException(Refusal.BAD_JSON, "the card is not well-formed JSON");
        }
    }

    /** Whether no text in the tree holds half of a surrogate pair. */
    private static boolean wholeCharacters(JsonNode node) {
        if (node.isTextual()) {
            return whole(node.textValue());
        }
        for (Map.Entry<String, JsonNode> member : node.properties()) {
            if (!whole(member.getKey())) {
                return false;
            }
        }
        for (JsonNode child : node) {
            if (!wholeCharacters(child)) {
                return false;
            }
        }
        return true;
    }

    private static boolean whole(String text) {
        return text.codePoints().noneMatch(c -> c >= 0xd800 && c <= 0xdfff);
    }

    private static List<String> addresses(JsonNode card) throws MalformedException {
        var read = new ArrayList<String>();
        for (JsonNode address : array(card, "addresses")) {
            read.add(textOf(address, "addresses"));
        }
        return List.copyOf(read);
    }

    private static List<CardForm.Pair> pairs(JsonNode card, String field, String second)
            throws MalformedException {
        var read = new ArrayList<CardForm.Pair>();
        for (JsonNode pair : array(card, field)) {
            read.add(
                    new CardForm.Pair(
                            textOf(pair.path("name"), field), textOf(pair.path(second), field)));
        }
        return List.copyOf(read);
    }

    private static Optional<DmCapabilities> capabilities(JsonNode card) throws MalformedException {
        String field = "dm_capabilities";
        JsonNode value = card.get(field);
        if (value == null) {
            return Optional.empty();
        }
        if (!value.isObject() || !value.path("gossip_inbox").isBoolean()) {
            throw wrongType(field);
        }
        JsonNode keyBytes = array(value, "kem_public_key");
        byte[] key = new byte[keyBytes.size()];
        for (int i = 0; i < key.length; i++) {
            key[i] = (byte) number(keyBytes.get(i), 8, field);
        }
        return Optional.of(
                new DmCapabilities(
                        (int) number(value.path("max_protocol_version"), 16, field),
                        value.path("gossip_inbox").booleanValue(),
                        textOf(value.path("kem_algorithm"), field),
                        number(value.path("max_envelope_bytes"), 64, field),
                        key));
    }

    private static JsonNode required(JsonNode object, String field) throws MalformedException {
        JsonNode value = object.get(field);
        if (value == null) {
            throw new MalformedException(Refusal.MISSING_FIELD, "no `" + field + "` in the card");
        }
        return value;
    }

    /** An array, empty when there is none. */
    private static JsonNode array(JsonNode object, String field) throws MalformedException {
        JsonNode value = object.path(field);
        if (!value.isArray() && !value.isMissingNode()) {
            throw wrongType(field);
        }
        return value;
    }

    private static String text(JsonNode card, String field) throws MalformedException {
        return textOf(required(card, field), field);
    }

    private static Optional<String> optionalText(JsonNode card, String field)
            throws MalformedException {
        JsonNode value = card.get(field);
        return value == null ? Optional.empty() : Optional.of(textOf(value, field));
    }

    private static String textOf(JsonNode value, String field) throws MalformedException {
        if (!value.isTextual()) {
            throw wrongType(field);
        }
        return value.textValue();
    }

    /** An unsigned number of at most so many bits. */
    private static long number(JsonNode value, int bits, String field) throws MalformedException {
        if (!value.isIntegralNumber()) {
            throw wrongType(field);
        }
        BigInteger number = value.bigIntegerValue();
        if (number.signum() < 0 || number.bitLength() > bits) {
            throw wrongType(field);
        }
        return number.longValue();
    }

    private static MalformedException wrongType(String field) {
        return new MalformedException(
                Refusal.BAD_TYPE, "`" + field + "` in the card is not of its type");
    }
}
