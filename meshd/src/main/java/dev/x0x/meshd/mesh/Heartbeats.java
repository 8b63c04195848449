// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.mesh;

import dev.x0x.identity.MachineKeys;
import dev.x0x.meshd.envelope.NetworkHash;
import dev.x0x.meshd.gossip.wire.ChainRecord;
import dev.x0x.meshd.gossip.wire.HeartbeatChain;
import dev.x0x.meshd.gossip.wire.SignedRecord;
import dev.x0x.meshd.gossip.wire.SignedRecords;

import java.security.SecureRandom;
import java.time.Duration;

/**
 * Our own "still here": signs a chain, and shows one link of it a slot (DECISIONS D3). Slots are
 * counted by the monotonic clock; where the wall clock strays from it, the chain is given up.
 */
public final class Heartbeats {
    private static final Duration STRAY = Duration.ofSeconds(30);

    private final MachineKeys machine;
    private final NetworkHash network;
    private final long bootEpoch;
    private final SecureRandom random;
    private final Output output;
    private long seq;
    private Running running;

    /** Where chains and links go. */
    public interface Output {
        /** A new chain. */
        void publish(SignedRecord chain);

        /** A link of it. */
        void beat(int slot, long chain, byte[] link);
    }

    private record Running(
            HeartbeatChain links, ChainRecord chain, SignedRecord signed, Duration began) {
        int slotAt(Duration uptime) {
            return (int) (uptime.minus(began).toMillis() / chain.intervalMs());
        }
    }

    private int shown;

    /** Heartbeats of this machine in this run. */
    public Heartbeats(
            MachineKeys machine,
            NetworkHash network,
            long bootEpoch,
            SecureRandom random,
            Output output) {
        this.machine = machine;
        this.network = network;
        this.bootEpoch = bootEpoch;
        this.random = random;
        this.output = output;
    }

    /**
     * Does what is due. To be called about once a second.
     *
     * @param interval how far heartbeats should be apart now; a chain is only given up for it when
     *     it differs by half or more
     */
    public synchronized void tick(Duration uptime, long wallMs, Duration interval) {
        if (running == null || over(uptime, wallMs, interval)) {
            begin(uptime, wallMs, interval);
            return;
        }
        int slot = running.slotAt(uptime);
        if (slot > shown) {
            shown = slot;
            output.beat(slot, running.signed().id().high(), running.links().show(slot));
        }
    }

    private boolean over(Duration uptime, long wallMs, Duration interval) {
        long expected = running.chain().startMs() + uptime.minus(running.began()).toMillis();
        long had = running.chain().intervalMs();
        long wanted = interval.toMillis();
        return running.slotAt(uptime) > running.chain().slots()
                || Math.abs(expected - wallMs) > STRAY.toMillis()
                || wanted * 2 > had * 3
                || wanted * 3 < had * 2;
    }

    private void begin(Duration uptime, long wallMs, Duration interval) {
        if (running != null) {
            running.links().close();
        }
        long ms = Math.max(ChainRecord.LEAST_INTERVAL, interval.toMillis());
        int slots = (int) Math.min(ChainRecord.MOST_SLOTS, ChainRecord.MOST_LIFETIME / ms);
        byte[] last = new byte[HeartbeatChain.LINK];
        random.nextBytes(last);
        HeartbeatChain links = HeartbeatChain.of(machine.id(), slots, last);
        ChainRecord chain =
                new ChainRecord(
                        network, machine.id(), bootEpoch, seq++, wallMs, ms, slots, links.anchor());
        running = new Running(links, chain, SignedRecords.signed(machine, chain), uptime);
        shown = 0;
        output.publish(running.signed());
    }
}
