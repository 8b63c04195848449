// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.mail;

import dev.x0x.identity.MachineId;
import dev.x0x.meshd.envelope.CarrierFrame;
import dev.x0x.meshd.envelope.CarrierKind;
import dev.x0x.meshd.envelope.MessageId;
import dev.x0x.meshd.envelope.NetworkHash;
import dev.x0x.meshd.envelope.Recipient;
import dev.x0x.meshd.envelope.Sender;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;

/** The frames around what we send (DECISIONS A1); each copy carries a fresh time. */
record Carriers(
        Sender self,
        NetworkHash network,
        SecureRandom random,
        InstantSource clock,
        Duration lifetime) {
    private static final int HOPS = 40; // MESH.md row 28

    byte[] envelope(Recipient to, MessageId id, long expiresUnixMs, byte[] body) {
        return new CarrierFrame(
                        CarrierKind.ENVELOPE,
                        network,
                        to.machine(),
                        self.machine().id(),
                        HOPS,
                        clock.millis(),
                        expiresUnixMs,
                        id,
                        self.agent().publicKey(),
                        body)
                .encode();
    }

    byte[] record(MachineId to, byte[] record) {
        long now = clock.millis();
        return new CarrierFrame(
                        CarrierKind.SESSION_RECORD,
                        network,
                        to,
                        self.machine().id(),
                        HOPS,
                        now,
                        now + lifetime.toMillis(),
                        MessageId.random(random),
                        new byte[0],
                        record)
                .encode();
    }
}
