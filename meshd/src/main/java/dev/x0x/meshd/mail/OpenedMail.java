// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.mail;

import dev.x0x.acl.TrustDecision;
import dev.x0x.identity.AgentId;
import dev.x0x.identity.MachineId;

import java.net.InetSocketAddress;

/**
 * A message that was opened, once.
 *
 * @param sender who signed it
 * @param machine whose attestation it bears: answers go there
 * @param contact whether the operator knows the agent
 * @param bodySha256 SHA-256 of the carrier body as received
 * @param via the machine at the other end of the link it came by, and its address
 * @param acknowledge sends the sender a message acknowledgement; again if its message comes again
 */
public record OpenedMail(
        AgentId sender,
        MachineId machine,
        TrustDecision trust,
        boolean contact,
        byte[] payload,
        byte[] bodySha256,
        long createdUnixMs,
        long lifetimeMs,
        MachineId via,
        InetSocketAddress viaAddress,
        Runnable acknowledge) {}
