// SPDX-License-Identifier: Apache-2.0
package dev.x0x.identity;

import static dev.x0x.vectors.VectorFile.ok;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.x0x.identity.codec.Hex;
import dev.x0x.identity.codec.MalformedException;
import dev.x0x.vectors.VectorFile;
import dev.x0x.vectors.VectorRow;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import java.util.Map;
import java.util.stream.Stream;

class TopicVectorsTest {
    @TestFactory
    Stream<DynamicTest> inbox_topics() {
        return VectorFile.load("inbox-topics")
                .tests(
                        Map.of(
                                "inbox_topic", ok(TopicVectorsTest::inbox),
                                "topic", ok(TopicVectorsTest::topic),
                                "identity_shard", ok(TopicVectorsTest::shard)));
    }

    @TestFactory
    Stream<DynamicTest> logical_ids() {
        return VectorFile.load("logical-ids")
                .tests(
                        Map.of(
                                "logical_id", ok(TopicVectorsTest::logicalId),
                                "durable_binding", ok(TopicVectorsTest::binding)));
    }

    private static void inbox(VectorRow row) throws MalformedException {
        AgentId agent = AgentId.parse(row.text("agent_id"));
        assertEquals(row.text("topic_id"), Hex.print(Topics.inboxId(agent)));
        assertEquals(row.text("topic_name"), Topics.inboxName(agent));
        String hashed = Hex.print(Topics.id(row.text("topic_name")));
        assertEquals(row.text("not_this_blake3_of_the_name"), hashed);
        assertNotEquals(row.text("topic_id"), hashed);
    }

    private static void topic(VectorRow row) {
        assertEquals(row.text("topic_id"), Hex.print(Topics.id(row.text("topic_name"))));
    }

    private static void shard(VectorRow row) throws MalformedException {
        AgentId agent = AgentId.parse(row.text("agent_id"));
        assertEquals(row.number("shard"), Topics.identityShard(agent));
        assertEquals(row.text("topic_name"), Topics.identityShardName(agent));
    }

    private static void logicalId(VectorRow row) throws MalformedException {
        byte[] id =
                LogicalId.messageId(
                        AgentId.parse(row.text("sender_agent_id")),
                        AgentId.parse(row.text("recipient_agent_id")),
                        row.text("token"));
        assertEquals(row.text("request_id"), Hex.print(id));
    }

    private static void binding(VectorRow row) {
        byte[] digest = LogicalId.durableBinding(row.number("version"), row.bytes("payload"));
        assertEquals(row.text("digest"), Hex.print(digest));
    }
}
