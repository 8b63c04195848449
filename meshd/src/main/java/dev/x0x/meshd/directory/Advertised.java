// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.directory;

import dev.x0x.identity.AgentId;
import dev.x0x.identity.CapabilityAdvert;
import dev.x0x.identity.Endpoint;
import dev.x0x.identity.IdentityAnnouncement;
import dev.x0x.identity.MachineId;
import dev.x0x.identity.codec.MalformedException;
import dev.x0x.identity.codec.Refusal;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What a peer said of itself, with its signatures verified, and how it came. Whether it is of now
 * is another question: {@link #freshAt}.
 */
public final class Advertised {
    /** How long adverts and announcements hold (PROTOCOL.md §5.3, §5.4), in milliseconds. */
    static final long LIFETIME_MS = 900_000;

    private static final long ADVERT_SKEW_MS = 300_000; // PROTOCOL.md §5.4
    private static final long ANNOUNCEMENT_SKEW_MS = 30_000; // PROTOCOL.md §5.1
    private static final int ADDRESSES = 8; // PROTOCOL.md §5.3

    /** By which way it came. */
    public enum Route {
        /** In Hello, on a link proven to be the machine's. */
        HELLO,
        /** In an envelope that the machine attested. */
        ENVELOPE,
        /** Some other way: the agent said it, but perhaps not from that machine. */
        HEARSAY,
        /** Some other way, and then the operator approved of it. */
        OPERATOR
    }

    private final byte[] agentPublicKey;
    private final CapabilityAdvert advert;
    private final Optional<IdentityAnnouncement> announcement;
    private final Route route;

    private Advertised(
            byte[] agentPublicKey,
            CapabilityAdvert advert,
            Optional<IdentityAnnouncement> announcement,
            Route route) {
        this.agentPublicKey = agentPublicKey;
        this.advert = advert;
        this.announcement = announcement;
        this.route = route;
    }

    /**
     * Verifies the records of a Hello (DECISIONS A8).
     *
     * @param proven whose link it is
     * @throws MalformedException if a record is malformed or not signed as it must be; {@code
     *     id_mismatch} if they do not speak of one agent on the proven machine; {@code unsigned}
     *     without the agent's key
     */
    public static Advertised fromHello(MachineId proven, byte[] announcement, byte[] advert)
            throws MalformedException {
        return both(proven, announcement, advert, Route.HELLO);
    }

    /**
     * Verifies an advert from inside an envelope.
     *
     * @param sender who signed the envelope, proven
     * @param attested the machine that attested it
     * @param agentPublicKey the sender's
     * @throws MalformedException as {@link #fromHello}
     */
    public static Advertised fromEnvelope(
            AgentId sender, MachineId attested, byte[] agentPublicKey, byte[] advert)
            throws MalformedException {
        CapabilityAdvert read = CapabilityAdvert.decode(advert);
        requireSame(sender.equals(read.agent()), "another agent than the sender");
        requireSame(attested.equals(read.machine()), "another machine than the sender's");
        read.verify(agentPublicKey);
        return new Advertised(agentPublicKey.clone(), read, Optional.empty(), Route.ENVELOPE);
    }

    /**
     * Verifies records that came by any other way.
     *
     * @throws MalformedException as {@link #fromHello}
     */
    public static Advertised fromHearsay(byte[] announcement, byte[] advert)
            throws MalformedException {
        MachineId claimed = CapabilityAdvert.decode(advert).machine();
        return both(claimed, announcement, advert, Route.HEARSAY);
    }

    /** Verifies what we stored of a proven one. */
    static Advertised stored(
            byte[] agentPublicKey, byte[] advert, Optional<byte[]> announcement, Route route)
            throws MalformedException {
        CapabilityAdvert read = CapabilityAdvert.decode(advert);
        read.verify(agentPublicKey);
        return announcement.isPresent()
                ? both(read.machine(), announcement.get(), advert, route)
                : new Advertised(agentPublicKey, read, Optional.empty(), route);
    }

    private static Advertised both(
            MachineId machine, byte[] announcement, byte[] advert, Route route)
            throws MalformedException {
        IdentityAnnouncement announced = IdentityAnnouncement.decode(announcement);
        CapabilityAdvert advertised = CapabilityAdvert.decode(advert);
        requireSame(machine.equals(announced.machine()), "an announcement of another machine");
        requireSame(machine.equals(advertised.machine()), "an advert for another machine");
        requireSame(announced.agent().equals(advertised.agent()), "two different agents");
        if (announced.agentPublicKey().isEmpty()) {
            throw new MalformedException(Refusal.UNSIGNED, "announcement without the agent's key");
        }
        byte[] key = announced.agentPublicKey().get();
        announced.verify();
        advertised.verify(key);
        return new Advertised(key, advertised, Optional.of(announced), route);
    }

    private static void requireSame(boolean same, String otherwise) throws MalformedException {
        if (!same) {
            throw new MalformedException(Refusal.ID_MISMATCH, "the records name " + otherwise);
        }
    }

    /** Whom it speaks of. */
    public Pair pair() {
        return new Pair(advert.agent(), advert.machine());
    }

    /** How it came. */
    public Route route() {
        return route;
    }

    /** The agent's public key, 1952 bytes, a copy. */
    public byte[] agentPublicKey() {
        return agentPublicKey.clone();
    }

    /**
     * Whether the advert, and the announcement if there is one, are neither over nor from the
     * future.
     */
    public boolean freshAt(Instant now) {
        long at = now.toEpochMilli();
        return within(advert.createdMillis(), at, ADVERT_SKEW_MS)
                && announcement.map(one -> freshAt(one, now)).orElse(true);
    }

    private static boolean freshAt(IdentityAnnouncement announced, Instant now) {
        long seconds = announced.announcedAt();
        return seconds >= 0
                && seconds <= Long.MAX_VALUE / 1000
                && within(seconds * 1000, now.toEpochMilli(), ANNOUNCEMENT_SKEW_MS)
                && announced.certificate().map(one -> !one.expiredAt(now)).orElse(true);
    }

    /** Unsigned: a time beyond what fits a signed number is from the future. */
    private static boolean within(long created, long now, long skew) {
        return created >= 0 && created <= now + skew && created > now - LIFETIME_MS;
    }

    CapabilityAdvert advert() {
        return advert;
    }

    Optional<IdentityAnnouncement> announcement() {
        return announcement;
    }

    /** Whether the key was said from the machine it is for, or the operator answers for it. */
    boolean proven() {
        return switch (route) {
            case HELLO, ENVELOPE, OPERATOR -> true;
            case HEARSAY -> false;
        };
    }

    Advertised approved() {
        return new Advertised(agentPublicKey, advert, announcement, Route.OPERATOR);
    }

    boolean newerThan(Advertised other) {
        return Long.compareUnsigned(advert.createdMillis(), other.advert.createdMillis()) > 0;
    }

    boolean sameKey(byte[] kemPublicKey) {
        return Arrays.equals(advert.capabilities().kemPublicKey(), kemPublicKey);
    }

    /** Where the machine says that it can be dialled, best first; a bounded number. */
    List<Endpoint> addresses() {
        return announcement
                .map(one -> one.reachability().addresses().stream().limit(ADDRESSES).toList())
                .orElse(List.of());
    }

    /** This, with the announcement of an earlier one if it has none of its own. */
    Advertised after(Optional<Advertised> earlier) {
        return announcement.isPresent()
                ? this
                : new Advertised(
                        agentPublicKey, advert, earlier.flatMap(Advertised::announcement), route);
    }
}
