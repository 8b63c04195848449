// SPDX-License-Identifier: Apache-2.0
package dev.x0x.conformance.harness;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** What the REST API said. */
public record Answer(int status, String body) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** The body as JSON; fails if it is not. */
    public JsonNode json() {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException e) {
            throw new AssertionError("not JSON: " + this, e);
        }
    }

    /** This answer, if it has the status; fails showing the body if not. */
    public Answer expect(int wanted) {
        if (status != wanted) {
            throw new AssertionError("status " + wanted + " expected: " + this);
        }
        return this;
    }

    /** A member's text, or null. */
    public String text(String member) {
        JsonNode node = json().get(member);
        return node == null || node.isNull() ? null : node.asText();
    }
}
