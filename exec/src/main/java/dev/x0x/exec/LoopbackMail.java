// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec;

import dev.x0x.exec.audit.Via;
import dev.x0x.exec.wire.Direction;
import dev.x0x.identity.MachineId;
import dev.x0x.identity.keys.Digest;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Mail that hands over inside the process what is for ourselves, and gives the rest to the mesh.
 * Only so does the own pair count as trusted; the ACL must list it like any other (DECISIONS B7).
 */
public final class LoopbackMail implements PeerMail {
    private final Peer self;
    private final PeerMail mesh;
    private final InstantSource clock;
    private final Supplier<ExecPort> port;
    private final Direction records;

    /**
     * For one half of exec.
     *
     * @param port asked when the first message comes: it is built from this mail
     */
    private LoopbackMail(
            Peer self,
            PeerMail mesh,
            InstantSource clock,
            Supplier<ExecPort> port,
            Direction records) {
        this.records = records;
        this.self = self;
        this.mesh = mesh;
        this.clock = clock;
        this.port = port;
    }

    /** The mail of {@link ExecCaller}. */
    public static PeerMail ofCaller(
            Peer self, PeerMail mesh, InstantSource clock, Supplier<ExecPort> port) {
        return new LoopbackMail(self, mesh, clock, port, Direction.TO_EXECUTOR);
    }

    /** The mail of {@link ExecServer}. */
    public static PeerMail ofServer(
            Peer self, PeerMail mesh, InstantSource clock, Supplier<ExecPort> port) {
        return new LoopbackMail(self, mesh, clock, port, Direction.TO_REQUESTER);
    }

    @Override
    public CompletableFuture<Posted> post(Peer to, byte[] payload, Effort effort) {
        if (!to.equals(self)) {
            return mesh.post(to, payload, effort);
        }
        byte[] sha256 = Digest.sha256(payload);
        CompletableFuture<Posted> posted =
                CompletableFuture.completedFuture(new Local(payload, sha256));
        deliver(payload, sha256);
        return posted;
    }

    private void deliver(byte[] payload, byte[] sha256) {
        Via via = new Via(self.machine(), Optional.empty(), true);
        port.get()
                .receive(
                        new Caller.Trusted(self, via),
                        new ReceivedMail(payload, sha256, clock.millis(), () -> {}));
    }

    private final class Local implements Posted {
        private final byte[] payload;
        private final byte[] sha256;

        Local(byte[] payload, byte[] sha256) {
            this.payload = payload;
            this.sha256 = sha256;
        }

        @Override
        public byte[] bodySha256() {
            return sha256;
        }

        @Override
        public void again() {
            deliver(payload, sha256);
        }

        @Override
        public void settle() {}
    }

    @Override
    public boolean record(MachineId to, byte[] record) {
        if (!to.equals(self.machine())) {
            return mesh.record(to, record);
        }
        port.get().local(records, record);
        return true;
    }

    @Override
    public boolean reachable(MachineId machine) {
        return machine.equals(self.machine()) || mesh.reachable(machine);
    }

    @Override
    public Duration rtt(MachineId machine) {
        return machine.equals(self.machine()) ? Duration.ZERO : mesh.rtt(machine);
    }
}
