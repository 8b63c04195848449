// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.envelope;

import dev.x0x.identity.AgentId;
import dev.x0x.identity.AgentKeys;
import dev.x0x.identity.MachineId;
import dev.x0x.identity.MachineKeys;
import dev.x0x.identity.keys.KemKeyPair;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;

/** Real keys of two peers, made once for all tests. */
final class Peers {
    static final SecureRandom RANDOM = new SecureRandom();
    static final NetworkHash NETWORK = NetworkHash.ofName("x0x");
    static final long NOW = 1_754_800_000_000L;

    static final AgentKeys ALICE_AGENT = AgentKeys.generate(RANDOM);
    static final MachineKeys ALICE_MACHINE = MachineKeys.generate(RANDOM);
    static final AgentKeys MALLORY_AGENT = AgentKeys.generate(RANDOM);
    static final MachineKeys MALLORY_MACHINE = MachineKeys.generate(RANDOM);
    static final Sender ALICE = new Sender(ALICE_AGENT, ALICE_MACHINE);

    static final AgentId BOB = AgentId.of(filled(0x22));
    static final MachineId BOB_MACHINE = MachineId.of(filled(0x33));
    static final KemKeyPair BOB_KEM = KemKeyPair.generate(RANDOM);
    static final KemKeyPair OLD_KEM = KemKeyPair.generate(RANDOM);
    static final Recipient TO_BOB = new Recipient(BOB, BOB_MACHINE, BOB_KEM.publicKey());

    private Peers() {}

    static byte[] filled(int value) {
        byte[] bytes = new byte[32];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    static Message message(String text) {
        return new Message(
                MessageId.random(RANDOM), text.getBytes(StandardCharsets.UTF_8), NOW, NOW + 30_000);
    }

    static byte[] sealed(Message message) throws Exception {
        return Envelopes.seal(ALICE, TO_BOB, message, NETWORK, RANDOM);
    }

    /** All stages as the inbox takes them. */
    static Opened open(byte[] carrierBody) throws Exception {
        return Envelopes.decode(carrierBody)
                .withKey(ALICE_AGENT.publicKey())
                .verifyAgent()
                .verifyAttestation(NETWORK, BOB_MACHINE)
                .open(BOB_KEM, OLD_KEM);
    }
}
