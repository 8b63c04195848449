// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd;

import dev.x0x.identity.AgentKeys;
import dev.x0x.identity.CapabilityAdvert;
import dev.x0x.identity.Card;
import dev.x0x.identity.DmCapabilities;
import dev.x0x.identity.IdentityAnnouncement;
import dev.x0x.identity.MachineKeys;
import dev.x0x.identity.Reachability;
import dev.x0x.identity.Tag;
import dev.x0x.identity.codec.MalformedException;
import dev.x0x.meshd.envelope.NetworkHash;
import dev.x0x.meshd.gossip.wire.RecordKind;
import dev.x0x.meshd.gossip.wire.SignedRecord;
import dev.x0x.meshd.gossip.wire.SignedRecords;
import dev.x0x.meshd.gossip.wire.TagRecord;
import dev.x0x.meshd.link.HelloOffer;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What we say of ourselves: announcement, advert and card, signed anew when they grow old or the
 * key changes.
 */
final class OwnRecords {
    private static final Duration FRESH = Duration.ofMinutes(5);

    private final MachineKeys machine;
    private final AgentKeys agent;
    private final KemKeys kem;
    private final OwnAddresses addresses;
    private final List<Tag> tags;
    private final InstantSource clock;
    private final long bootEpoch;
    private HelloOffer offer;
    private Instant offeredAt;
    private byte[] offeredKey;
    private boolean reachable;
    private boolean offeredReachable;

    OwnRecords(
            MachineKeys machine,
            AgentKeys agent,
            KemKeys kem,
            OwnAddresses addresses,
            List<Tag> tags,
            InstantSource clock) {
        this.machine = machine;
        this.agent = agent;
        this.kem = kem;
        this.addresses = addresses;
        this.tags = tags;
        this.clock = clock;
        this.bootEpoch = clock.millis();
    }

    synchronized HelloOffer hello() {
        Instant now = clock.instant();
        byte[] key = kem.publicKey();
        boolean old =
                offer == null
                        || offeredAt.plus(FRESH).isBefore(now)
                        || now.isBefore(offeredAt)
                        || reachable != offeredReachable
                        || !Arrays.equals(offeredKey, key);
        if (old) {
            var announcement = IdentityAnnouncement.signed(machine, agent, now, reachability());
            var advert = CapabilityAdvert.signed(agent, machine.id(), now, DmCapabilities.of(key));
            offer = new HelloOffer(bootEpoch, 0, announcement.encode(), advert.encode());
            offeredAt = now;
            offeredKey = key;
            offeredReachable = reachable;
        }
        return offer;
    }

    private Reachability reachability() {
        return new Reachability(
                addresses.list(true),
                Optional.empty(),
                Optional.of(reachable),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of());
    }

    /** Whether strangers can dial us, by proof. */
    synchronized void reachable(boolean proven) {
        reachable = proven;
    }

    /** Grows with every start of this daemon. */
    long bootEpoch() {
        return bootEpoch;
    }

    /** Our announcement as the mesh carries it. */
    SignedRecord announcementRecord() {
        return own(RecordKind.ANNOUNCEMENT, hello().announcement());
    }

    /** Our advert as the mesh carries it. */
    SignedRecord advertRecord() {
        byte[] advert = hello().advert();
        byte[] key = agent.publicKey();
        byte[] both = Arrays.copyOf(key, key.length + advert.length);
        System.arraycopy(advert, 0, both, key.length, advert.length);
        return own(RecordKind.ADVERT, both);
    }

    /** Our tags as the mesh carries them, signed anew each time; none if we have none. */
    Optional<SignedRecord> tagRecord(NetworkHash network) {
        return tags.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        SignedRecords.signed(
                                machine,
                                new TagRecord(network, machine.id(), clock.millis(), tags)));
    }

    private static SignedRecord own(RecordKind kind, byte[] bytes) {
        try {
            return SignedRecords.read(kind, bytes);
        } catch (MalformedException e) {
            throw new IllegalStateException("a record of our own", e);
        }
    }

    Card card(String displayName, boolean localAddresses) {
        return Card.signed(
                agent,
                new Card.Contents(
                        displayName,
                        machine.id(),
                        Optional.empty(),
                        addresses.list(localAddresses),
                        clock.instant(),
                        Optional.of(DmCapabilities.of(kem.publicKey()))));
    }
}
