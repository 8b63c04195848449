// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.mail;

import dev.x0x.identity.AgentId;
import dev.x0x.identity.MachineId;
import dev.x0x.identity.codec.MalformedException;
import dev.x0x.meshd.link.Link;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;

/** What mail must know of a peer to reach it. */
public interface PeerBook {
    /** The encapsulation key that opens mail for this agent on this machine. */
    Optional<byte[]> kemKey(AgentId agent, MachineId machine);

    /**
     * Takes what a peer said in its Hello: its key may be newer than the one we have. May wait for
     * the disk.
     */
    void met(Link link);

    /**
     * Takes an advert that came inside an envelope. May wait for the disk.
     *
     * @param sender who signed the envelope
     * @param attested the machine that attested it
     * @param agentPublicKey the sender's
     * @return false if it is over, from the future, or has no key that can be used
     * @throws MalformedException if it is none, or not the sender's on that machine
     */
    boolean said(AgentId sender, MachineId attested, byte[] agentPublicKey, byte[] advert)
            throws MalformedException;

    /** Where this machine may be dialled, best first. */
    List<InetSocketAddress> addresses(MachineId machine);
}
