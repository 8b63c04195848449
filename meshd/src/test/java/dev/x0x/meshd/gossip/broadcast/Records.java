// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.broadcast;

import dev.x0x.identity.MachineId;
import dev.x0x.meshd.envelope.NetworkHash;
import dev.x0x.meshd.gossip.wire.BroadcastFrame;
import dev.x0x.meshd.gossip.wire.ChainRecord;
import dev.x0x.meshd.gossip.wire.HeartbeatChain;
import dev.x0x.meshd.gossip.wire.RecordId;
import dev.x0x.meshd.gossip.wire.RecordKind;
import dev.x0x.meshd.gossip.wire.SignedRecord;

import java.nio.ByteBuffer;
import java.util.Optional;

/** Records without signatures: broadcast never looks at one itself. */
final class Records {
    static final long WALL = 1_754_800_000_000L;
    static final long DAY = 24 * 3_600_000L;
    private static final byte[] BODY = new byte[6 << 10];
    private static long last;

    private Records() {}

    static MachineId machine(long number) {
        return MachineId.of(ByteBuffer.allocate(32).putLong(number).putLong(~number).array());
    }

    static RecordId fresh() {
        return new RecordId(++last * 0x9e37_79b9_7f4a_7c15L, last);
    }

    static SignedRecord announcement(MachineId machine, long second) {
        return record(RecordKind.ANNOUNCEMENT, machine, second, BODY);
    }

    static SignedRecord announcement(MachineId machine) {
        return announcement(machine, 0);
    }

    static SignedRecord record(RecordKind kind, MachineId machine, long second, byte[] bytes) {
        long version = WALL / 1_000 + second;
        return new SignedRecord(
                kind,
                fresh(),
                machine,
                machine,
                version,
                kind == RecordKind.REVOCATION ? Long.MAX_VALUE : version * 1_000 + DAY,
                Optional.empty(),
                bytes);
    }

    static HeartbeatChain secret(MachineId machine) {
        byte[] last = new byte[32];
        last[0] = (byte) machine.hashCode();
        return HeartbeatChain.of(machine, 100, last);
    }

    static SignedRecord chain(MachineId machine, HeartbeatChain secret) {
        var chain =
                new ChainRecord(
                        new NetworkHash(1, 2),
                        machine,
                        WALL,
                        0,
                        WALL,
                        60_000,
                        secret.slots(),
                        secret.anchor());
        return new SignedRecord(
                RecordKind.CHAIN,
                fresh(),
                machine,
                machine,
                chain.version(),
                chain.expiresMs(),
                Optional.empty(),
                Optional.of(chain),
                BODY);
    }

    static BroadcastFrame.Heartbeat beat(
            SignedRecord chain, HeartbeatChain secret, int slot, int hops) {
        return new BroadcastFrame.Heartbeat(
                hops, chain.subject(), chain.id().high(), slot, secret.show(slot));
    }
}
