// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.mesh;

import dev.x0x.identity.CapabilityAdvert;
import dev.x0x.identity.Endpoint;
import dev.x0x.identity.IdentityAnnouncement;
import dev.x0x.identity.codec.MalformedException;
import dev.x0x.meshd.gossip.Event;
import dev.x0x.meshd.gossip.wire.Hint;
import dev.x0x.meshd.gossip.wire.SignedRecord;
import dev.x0x.meshd.gossip.wire.SignedRecords;
import dev.x0x.meshd.link.Link;

import java.util.List;
import java.util.Optional;

/** A link's Hello as the overlay hears of it. Its records were verified when it was accepted. */
final class Greetings {
    private Greetings() {}

    static Event.LinkUp of(Link link) throws MalformedException {
        var announcement = IdentityAnnouncement.decode(link.hello().announcement());
        SignedRecord announced = SignedRecords.of(announcement);
        Optional<byte[]> agentKey = announcement.agentPublicKey();
        List<SignedRecord> records =
                agentKey.isEmpty()
                        ? List.of(announced)
                        : List.of(
                                announced,
                                SignedRecords.of(
                                        CapabilityAdvert.decode(link.hello().advert()),
                                        agentKey.get()));
        Hint hint =
                announced
                        .hint()
                        .orElseThrow(() -> new IllegalStateException("announcement without hint"));
        return new Event.LinkUp(hint, Endpoint.of(link.remote()), link.weDialled(), records);
    }
}
