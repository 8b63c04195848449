// SPDX-License-Identifier: Apache-2.0
package dev.x0x.conformance.harness;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Card links, taken apart and put together again (PROTOCOL.md §4: base64url of JSON). */
public final class Cards {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SCHEME = "x0x://agent/";

    private Cards() {}

    /** A node's own card as JSON. */
    public static ObjectNode of(Node node) {
        return open(
                node.rest()
                        .get("/agent/card?include_local_addresses=true")
                        .expect(200)
                        .text("link"));
    }

    /** What a link says. */
    public static ObjectNode open(String link) {
        try {
            byte[] json = Base64.getUrlDecoder().decode(link.substring(SCHEME.length()));
            return (ObjectNode) JSON.readTree(json);
        } catch (IOException e) {
            throw new AssertionError("no card: " + link, e);
        }
    }

    /** The link of a card, true or not. */
    public static String link(ObjectNode card) {
        byte[] json = card.toString().getBytes(StandardCharsets.UTF_8);
        return SCHEME + Base64.getUrlEncoder().withoutPadding().encodeToString(json);
    }

    /** Offers a card to a node. */
    public static Answer offer(Node to, ObjectNode card, String trustLevel) {
        ObjectNode body = JSON.createObjectNode();
        body.put("card", link(card)).put("trust_level", trustLevel);
        try {
            return to.rest().post("/agent/card/import", JSON.writeValueAsString(body));
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }
}
