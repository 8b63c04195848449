// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.wire;

import dev.x0x.identity.AgentKeys;
import dev.x0x.identity.CapabilityAdvert;
import dev.x0x.identity.DmCapabilities;
import dev.x0x.identity.Endpoint;
import dev.x0x.identity.IdentityAnnouncement;
import dev.x0x.identity.MachineKeys;
import dev.x0x.identity.Reachability;
import dev.x0x.identity.Revocation;
import dev.x0x.identity.Tag;
import dev.x0x.identity.codec.MalformedException;
import dev.x0x.identity.keys.KemKeyPair;
import dev.x0x.meshd.envelope.NetworkHash;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** One genuine record of every kind, and the keys behind them. */
final class Signed {
    static final NetworkHash NETWORK = NetworkHash.ofName("x0x");
    static final Instant AT = Instant.ofEpochMilli(1_754_800_000_123L);
    static final MachineKeys MACHINE = MachineKeys.generate(new SecureRandom());
    static final AgentKeys AGENT = AgentKeys.generate(new SecureRandom());
    static final DmCapabilities CAPABILITIES =
            DmCapabilities.of(KemKeyPair.generate(new SecureRandom()).publicKey());
    static final HeartbeatChain SECRET = HeartbeatChain.of(MACHINE.id(), 50, new byte[32]);

    private Signed() {}

    static IdentityAnnouncement words() {
        List<Endpoint> addresses =
                IntStream.range(1, 7)
                        .mapToObj(i -> Endpoint.parse("192.0.2." + i + ":5483").orElseThrow())
                        .toList();
        var at = Reachability.at(addresses);
        return IdentityAnnouncement.signed(
                MACHINE,
                AGENT,
                AT,
                new Reachability(
                        at.addresses(),
                        at.natType(),
                        Optional.of(true),
                        at.isRelay(),
                        at.isCoordinator(),
                        at.reachableVia(),
                        at.relayCandidates()));
    }

    static SignedRecord announcement() {
        return made(() -> SignedRecords.of(words()));
    }

    static SignedRecord advert() {
        return made(
                () ->
                        SignedRecords.of(
                                CapabilityAdvert.signed(AGENT, MACHINE.id(), AT, CAPABILITIES),
                                AGENT.publicKey()));
    }

    static Revocation end(Optional<String> reason) {
        return Revocation.signed(
                AGENT.pair(), new Revocation.Subject.Agent(AGENT.id()), AT, reason);
    }

    static SignedRecord revocation() {
        return made(() -> SignedRecords.of(end(Optional.of("lost"))));
    }

    static ChainRecord fields() {
        return new ChainRecord(
                NETWORK,
                MACHINE.id(),
                AT.toEpochMilli(),
                3,
                AT.toEpochMilli(),
                60_000,
                SECRET.slots(),
                SECRET.anchor());
    }

    static SignedRecord chain() {
        return SignedRecords.signed(MACHINE, fields());
    }

    static TagRecord describing(Tag... tags) {
        return new TagRecord(NETWORK, MACHINE.id(), AT.toEpochMilli(), List.of(tags));
    }

    static SignedRecord tags() {
        return SignedRecords.signed(
                MACHINE, describing(new Tag("site", "eu"), new Tag("role", "db")));
    }

    static List<SignedRecord> all() {
        return List.of(announcement(), advert(), revocation(), chain(), tags());
    }

    private interface Making {
        SignedRecord make() throws MalformedException;
    }

    private static SignedRecord made(Making making) {
        try {
            return making.make();
        } catch (MalformedException e) {
            throw new AssertionError(e);
        }
    }
}
