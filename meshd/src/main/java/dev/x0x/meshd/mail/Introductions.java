// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.mail;

import dev.x0x.identity.AgentId;
import dev.x0x.identity.MachineId;
import dev.x0x.identity.codec.MalformedException;
import dev.x0x.identity.codec.Refusal;
import dev.x0x.meshd.envelope.CarriedAdvert;
import dev.x0x.meshd.envelope.Opened;

import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Who knows our encapsulation key, because something sealed to it came from there; to all others
 * our advert goes along (DECISIONS B1, B5; docs/decisions/0031). Safe for use by any thread.
 */
public final class Introductions {
    /** Pairs remembered; when there are more, all are told once more. A guess. */
    private static final int MOST = 16_384;

    private final Supplier<byte[]> advert;
    private final PeerBook book;
    private final Set<Peer> knowing = ConcurrentHashMap.newKeySet();

    /** Somebody to whom mail is sealed. */
    public record Peer(AgentId agent, MachineId machine) {}

    /**
     * Nobody knows us yet.
     *
     * @param advert our own, for the key that we have now
     * @param book learns what others advertise
     */
    public Introductions(Supplier<byte[]> advert, PeerBook book) {
        this.advert = advert;
        this.book = book;
    }

    /** Our advert by itself. */
    byte[] alone() {
        return new CarriedAdvert(advert.get(), Optional.empty()).encode();
    }

    /** The payload with our advert in front, if the peer needs it and there is room. */
    byte[] with(Peer to, byte[] payload) {
        if (knows(to) || CarriedAdvert.claims(payload)) {
            return payload;
        }
        var carried = new CarriedAdvert(advert.get(), Optional.of(payload));
        return carried.fits() ? carried.encode() : payload;
    }

    /**
     * Takes the advert off an opened payload and believes it, if there is one.
     *
     * @return the payload itself; empty if there was only an advert
     * @throws MalformedException if anything is wrong with the advert: the message does not count
     */
    Optional<byte[]> without(Opened opened, byte[] agentPublicKey) throws MalformedException {
        Peer from = new Peer(opened.senderAgent(), opened.attestedMachine());
        if (opened.byNewestKey()) {
            known(from);
        }
        if (!CarriedAdvert.claims(opened.payload())) {
            return Optional.of(opened.payload());
        }
        CarriedAdvert carried = CarriedAdvert.decode(opened.payload());
        if (!book.said(from.agent(), from.machine(), agentPublicKey, carried.advert())) {
            throw new MalformedException(Refusal.BAD_UNIT, "an advert that is not of now");
        }
        return carried.payload();
    }

    boolean knows(Peer peer) {
        return knowing.contains(peer);
    }

    private void known(Peer peer) {
        if (knowing.size() >= MOST) {
            knowing.clear();
        }
        knowing.add(peer);
    }

    /** Our key was replaced: nobody knows the new one. Who knew the one before. */
    Set<Peer> replaced() {
        Set<Peer> before = Set.copyOf(knowing);
        knowing.removeAll(before);
        return before;
    }
}
