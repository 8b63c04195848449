// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.rest;

import dev.x0x.identity.AgentId;
import dev.x0x.identity.MachineId;
import dev.x0x.identity.Tag;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The mesh as its operator sees it, and what it knows of others. */
public interface MeshDoor {
    /** What this machine is in the mesh, and its links. */
    Overview overview();

    /** Agents of which something is known, contacts or not, by id; with all of these tags. */
    List<Known> agents(List<Tag> having);

    /**
     * What is known of one agent, one entry a machine. If nothing is, the mesh is asked, which may
     * take some seconds; empty if nobody answers.
     *
     * @throws InterruptedException if the caller is
     */
    List<Known> find(AgentId agent) throws InterruptedException;

    /**
     * The way of a message to this agent.
     *
     * @throws RefusedException if no machine of it is known
     */
    Way way(AgentId agent) throws RefusedException;

    /**
     * Gives up this daemon's own agent or machine key, for good: kept, obeyed here, told to all.
     *
     * @throws RefusedException {@code not_ours} for any other
     * @throws IOException if it could not be written
     */
    Revoked revoke(Optional<AgentId> agent, Optional<MachineId> machine, Optional<String> reason)
            throws RefusedException, IOException;

    /** Every revocation this daemon knows. */
    List<Revoked> revocations();

    /**
     * This machine in the mesh.
     *
     * @param role what it is to strangers, by proof: public, dial_out or unknown
     * @param estimatedNodes machines it has heard of, itself included
     * @param relayedPeers machines of contacts that are reached through others now
     * @param relaySessions pairs of machines whose messages were carried here lately
     * @param relayed frames carried for others since the start
     * @param mdns whether daemons are looked for on the LAN: on, off, or no_interface
     * @param lanMachines machines said to be there
     * @param refused connections that never became a link, by cause
     * @param lastRefused the newest of them, oldest first
     */
    record Overview(
            String role,
            int estimatedNodes,
            int relayedPeers,
            int relaySessions,
            long relayed,
            String mdns,
            int lanMachines,
            List<LinkRow> links,
            Map<String, Long> refused,
            List<Refused> lastRefused) {}

    /**
     * A connection that never became a link.
     *
     * @param machine who it was, if that was proven
     */
    record Refused(
            Instant at,
            String address,
            boolean dialled,
            Optional<MachineId> machine,
            String cause,
            String why) {}

    /**
     * One link.
     *
     * @param role what a neighbour says it is to strangers: public or dial_out
     * @param eager whether records go there whole; empty for no neighbour
     */
    record LinkRow(
            MachineId machine,
            AgentId agent,
            String address,
            boolean dialled,
            boolean neighbour,
            Optional<String> role,
            Optional<Boolean> eager,
            Optional<Duration> roundTrip,
            boolean suspect,
            Optional<Double> score,
            long bytesIn,
            long bytesOut,
            Instant since) {}

    /**
     * An agent on a machine.
     *
     * @param linked whether there is a link to the machine now
     * @param alive whether the machine gave a sign of life lately
     * @param tags what the machine says of itself
     */
    record Known(
            AgentId agent,
            MachineId machine,
            Optional<String> label,
            List<String> addresses,
            boolean linked,
            boolean alive,
            List<Tag> tags) {}

    /**
     * A way.
     *
     * @param direct whether it is a link to the machine itself
     * @param hops next machines to hand a message to, best first
     * @param worked the one that brought a message there last
     */
    record Way(
            AgentId agent,
            MachineId machine,
            boolean direct,
            List<Hop> hops,
            Optional<Worked> worked) {}

    /** A next machine that a message of ours left by which was acknowledged, so long ago. */
    record Worked(MachineId machine, Duration ago) {}

    /**
     * A next machine.
     *
     * @param links how many links away the destination is by this hop
     */
    record Hop(MachineId machine, int links) {}

    /** A key that was given up; {@code kind} is agent or machine. */
    record Revoked(String kind, String subject, Instant at, Optional<String> reason) {}
}
