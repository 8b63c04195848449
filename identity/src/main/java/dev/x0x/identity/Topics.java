// SPDX-License-Identifier: Apache-2.0
package dev.x0x.identity;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.x0x.identity.codec.Hex;
import dev.x0x.identity.keys.Digest;

/** Names and 32-byte ids of broadcast topics (PROTOCOL.md §2.5, §5). */
public final class Topics {
    /** Identity announcements. */
    public static final String IDENTITY = "x0x.identity.announce.v2";

    /** Machine announcements. */
    public static final String MACHINE = "x0x.machine.announce.v2";

    /** Capability adverts. */
    public static final String CAPABILITIES = "x0x/caps/v1";

    /** Revocation records. */
    public static final String REVOCATION = "x0x.revocation.v1";

    /** The bus that older peers send mail on. */
    public static final String BUS = "x0x/dm/v1/bus";

    private static final String INBOX = "x0x/dm/v1/inbox/";

    private Topics() {}

    /** The id of a named topic: BLAKE3 of its name. */
    public static byte[] id(String name) {
        return Digest.blake3(name.getBytes(UTF_8));
    }

    /** The id of an agent's inbox, which is not the id of {@link #inboxName}. */
    public static byte[] inboxId(AgentId agent) {
        return Digest.blake3(INBOX.getBytes(US_ASCII), agent.bytes());
    }

    /** The name of an agent's inbox, 80 characters. */
    public static String inboxName(AgentId agent) {
        return INBOX + Hex.print(inboxId(agent));
    }

    /** The shard that an agent's announcements fall into, 0 to 65535. */
    public static int identityShard(AgentId agent) {
        byte[] hash = Digest.blake3("saorsa-rendezvous".getBytes(US_ASCII), agent.bytes());
        return (hash[0] & 0xff) | (hash[1] & 0xff) << 8;
    }

    /** The topic of an agent's shard. */
    public static String identityShardName(AgentId agent) {
        return "x0x.identity.shard.v2." + identityShard(agent);
    }
}
