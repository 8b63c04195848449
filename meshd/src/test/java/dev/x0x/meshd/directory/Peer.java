// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.directory;

import dev.x0x.identity.AgentKeys;
import dev.x0x.identity.CapabilityAdvert;
import dev.x0x.identity.Card;
import dev.x0x.identity.DmCapabilities;
import dev.x0x.identity.Endpoint;
import dev.x0x.identity.IdentityAnnouncement;
import dev.x0x.identity.MachineKeys;
import dev.x0x.identity.Reachability;
import dev.x0x.identity.codec.MalformedException;
import dev.x0x.identity.keys.KemKeyPair;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Somebody with real keys, and what such a one can say. */
record Peer(AgentKeys agent, MachineKeys machine) {
    static final SecureRandom RANDOM = new SecureRandom();

    /** Distinct well-formed keys to seal to; nobody opens anything here. */
    static final List<byte[]> KEM = List.of(kem(), kem(), kem());

    static Peer fresh() {
        return new Peer(AgentKeys.generate(RANDOM), MachineKeys.generate(RANDOM));
    }

    private static byte[] kem() {
        try (var pair = KemKeyPair.generate(RANDOM)) {
            return pair.publicKey();
        }
    }

    Pair pair() {
        return new Pair(agent.id(), machine.id());
    }

    byte[] advert(Instant at, byte[] kem) {
        return CapabilityAdvert.signed(agent, machine.id(), at, DmCapabilities.of(kem)).encode();
    }

    byte[] announcement(Instant at, String... addresses) {
        var reachability = Reachability.at(endpoints(addresses));
        return IdentityAnnouncement.signed(machine, agent, at, reachability).encode();
    }

    Advertised hello(Instant at, byte[] kem, String... addresses) throws MalformedException {
        return Advertised.fromHello(machine.id(), announcement(at, addresses), advert(at, kem));
    }

    Advertised envelope(Instant at, byte[] kem) throws MalformedException {
        return Advertised.fromEnvelope(
                agent.id(), machine.id(), agent.publicKey(), advert(at, kem));
    }

    Advertised hearsay(Instant at, byte[] kem) throws MalformedException {
        return Advertised.fromHearsay(announcement(at), advert(at, kem));
    }

    Card card(Instant at, byte[] kem, String... addresses) {
        return Card.signed(
                agent,
                new Card.Contents(
                        "somebody",
                        machine.id(),
                        Optional.empty(),
                        endpoints(addresses),
                        at,
                        Optional.of(DmCapabilities.of(kem))));
    }

    static List<Endpoint> endpoints(String... texts) {
        return Arrays.stream(texts).map(text -> Endpoint.parse(text).orElseThrow()).toList();
    }
}
