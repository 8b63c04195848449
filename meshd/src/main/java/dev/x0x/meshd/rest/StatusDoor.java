// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.rest;

import dev.x0x.identity.AgentId;
import dev.x0x.identity.MachineId;
import dev.x0x.identity.UserId;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** How the daemon is, and who it is. */
public interface StatusDoor {
    /** How it is now. */
    DaemonStatus status();

    /** Who it is. */
    Self self();

    /** Machines there is a link to. */
    List<Peer> peers();

    /** What the links say of the network. */
    Network network();

    /**
     * How the daemon is.
     *
     * @param healthy the word of {@code /health}: healthy, else degraded
     * @param warnings sentences for people; none when all is well
     */
    record DaemonStatus(
            State state,
            boolean healthy,
            String version,
            int peers,
            Duration uptime,
            List<String> externalAddresses,
            List<String> warnings) {}

    /** The word of {@code /status}. */
    enum State {
        CONNECTED,
        CONNECTING,
        ISOLATED,
        DEGRADED;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Who the daemon is. */
    record Self(AgentId agent, MachineId machine, Optional<UserId> user, byte[] kemPublicKey) {}

    /**
     * A machine at the other end of a link.
     *
     * @param roundTrip empty until measured
     */
    record Peer(MachineId machine, String address, Optional<Duration> roundTrip) {}

    /** What the links say; relaying and hole punching come with the mesh. */
    record Network(
            String localAddress,
            List<String> externalAddresses,
            Optional<String> natType,
            boolean globalAddress,
            Optional<Boolean> canReceiveDirect,
            int directConnections,
            Optional<Duration> averageRoundTrip) {}
}
