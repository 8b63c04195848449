// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.hostile;

import com.fasterxml.jackson.databind.JsonNode;

import dev.x0x.exec.wire.ToServer;
import dev.x0x.identity.RequestId;
import dev.x0x.identity.keys.Digest;
import dev.x0x.identity.keys.KemKeyPair;
import dev.x0x.identity.keys.SecretKeyBytes;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** The Opens we have made, with the keys that belong to them. */
final class Openings {
    private final SecureRandom random;
    private final Map<RequestId, Made> made = new HashMap<>();

    /** One Open. */
    record Made(byte[] secret, KemKeyPair ephemeral) {}

    Openings(SecureRandom random) {
        this.random = random;
    }

    /** The same id gets the same keys, so that a request can be made twice. */
    ToServer.Open open(RequestId id, JsonNode node) {
        Made keys = made.computeIfAbsent(id, _ -> new Made(fresh(), KemKeyPair.generate(random)));
        byte[] ephemeral = keys.ephemeral.publicKey();
        if (node.path("bad_key").asBoolean()) {
            Arrays.fill(ephemeral, (byte) 0xff);
        }
        byte[] stdin = FrameJson.data(node);
        return new ToServer.Open(
                id,
                SecretKeyBytes.copyOf(keys.secret),
                ephemeral,
                node.path("lease_ms").asLong(10_000),
                node.path("stdin_total").asLong(stdin.length),
                Digest.sha256(stdin));
    }

    Made of(RequestId id) {
        return made.get(id);
    }

    private byte[] fresh() {
        byte[] secret = new byte[32];
        random.nextBytes(secret);
        return secret;
    }
}
