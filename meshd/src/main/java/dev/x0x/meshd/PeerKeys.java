// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd;

import dev.x0x.identity.AgentId;
import dev.x0x.identity.Endpoint;
import dev.x0x.identity.MachineId;
import dev.x0x.identity.codec.MalformedException;
import dev.x0x.meshd.contacts.ContactStore;
import dev.x0x.meshd.directory.Advertised;
import dev.x0x.meshd.directory.Directory;
import dev.x0x.meshd.lan.LanPeers;
import dev.x0x.meshd.link.Link;
import dev.x0x.meshd.mail.PeerBook;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedSet;

/** The directory as mail needs it. */
final class PeerKeys implements PeerBook {
    private static final Logger LOG = LoggerFactory.getLogger(PeerKeys.class);

    private final Directory directory;
    private final ContactStore contacts;
    private final LanPeers near;

    PeerKeys(Directory directory, ContactStore contacts, LanPeers near) {
        this.directory = directory;
        this.contacts = contacts;
        this.near = near;
    }

    @Override
    public Optional<byte[]> kemKey(AgentId agent, MachineId machine) {
        return directory.kemKey(agent, machine);
    }

    @Override
    public void met(Link link) {
        try {
            Advertised said =
                    Advertised.fromHello(
                            link.peer(), link.hello().announcement(), link.hello().advert());
            directory.learn(said, contacts.isContact(link.hello().agent()));
        } catch (MalformedException e) {
            LOG.warn("a Hello that was accepted cannot be read: {}", e.getMessage());
        } catch (IOException e) {
            LOG.warn("what a peer advertised could not be stored: {}", e.getMessage());
        }
    }

    @Override
    public boolean said(AgentId sender, MachineId attested, byte[] agentPublicKey, byte[] advert)
            throws MalformedException {
        Advertised said = Advertised.fromEnvelope(sender, attested, agentPublicKey, advert);
        try {
            return switch (directory.learn(said, contacts.isContact(sender))) {
                case NO_KEY, NOT_FRESH -> false;
                // an older one was overtaken on its way: the message counts, the key stays
                case NEW, SAME, CHANGED, OLDER, PENDING -> true;
            };
        } catch (IOException e) {
            LOG.warn("what a peer advertised could not be stored: {}", e.getMessage());
            return true;
        }
    }

    @Override
    public List<InetSocketAddress> addresses(MachineId machine) {
        // The operator's word, then who is near, then what is said from afar (DECISIONS B5).
        SequencedSet<Endpoint> all = new LinkedHashSet<>(directory.cardAddresses(machine));
        all.addAll(near.addresses(machine));
        all.addAll(directory.addresses(machine));
        return all.stream().map(Endpoint::toSocketAddress).toList();
    }
}
