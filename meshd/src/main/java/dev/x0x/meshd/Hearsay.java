// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd;

import dev.x0x.identity.AgentId;
import dev.x0x.identity.CapabilityAdvert;
import dev.x0x.identity.IdentityAnnouncement;
import dev.x0x.identity.MachineId;
import dev.x0x.identity.codec.MalformedException;
import dev.x0x.meshd.directory.Advertised;
import dev.x0x.meshd.gossip.wire.RecordKind;
import dev.x0x.meshd.gossip.wire.SignedRecord;
import dev.x0x.meshd.gossip.wire.SignedRecords;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Announcements and adverts come one by one; only the two together say that an agent and a machine
 * belong to each other (DECISIONS B1). Keeps the last ones of a bounded number of machines.
 */
final class Hearsay {
    private static final int MOST = 1_024; // 16 MB of records

    private static final class Recent<V> extends LinkedHashMap<MachineId, V> {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<MachineId, V> eldest) {
            return size() > MOST;
        }
    }

    private final Map<MachineId, IdentityAnnouncement> announcements = new Recent<>();

    /** By agent and machine: anybody may advertise a machine as theirs. */
    private final Map<MachineId, CapabilityAdvert> adverts = new Recent<>();

    /**
     * Takes a verified announcement or advert.
     *
     * @return what agent and machine say together, once both have spoken
     * @throws MalformedException if they cannot be read
     */
    synchronized Optional<Advertised> heard(SignedRecord signed) throws MalformedException {
        IdentityAnnouncement announcement;
        CapabilityAdvert advert;
        if (signed.kind() == RecordKind.ANNOUNCEMENT) {
            announcement = IdentityAnnouncement.decode(signed.bytes());
            announcements.put(announcement.machine(), announcement);
            advert = adverts.get(key(announcement.agent(), announcement.machine()));
        } else {
            advert = SignedRecords.advert(signed.bytes());
            adverts.put(key(advert.agent(), advert.machine()), advert);
            announcement = announcements.get(advert.machine());
        }
        if (announcement == null
                || advert == null
                || !announcement.agent().equals(advert.agent())) {
            return Optional.empty();
        }
        return Optional.of(Advertised.fromHearsay(announcement.encode(), advert.encode()));
    }

    private static MachineId key(AgentId agent, MachineId machine) {
        return SignedRecords.advertKey(agent, machine).subject();
    }
}
