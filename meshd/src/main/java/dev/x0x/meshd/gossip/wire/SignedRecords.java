// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.wire;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.x0x.identity.AgentId;
import dev.x0x.identity.CapabilityAdvert;
import dev.x0x.identity.IdentityAnnouncement;
import dev.x0x.identity.MachineId;
import dev.x0x.identity.MachineKeys;
import dev.x0x.identity.Revocation;
import dev.x0x.identity.Revocations;
import dev.x0x.identity.codec.MalformedException;
import dev.x0x.identity.codec.Refusal;
import dev.x0x.identity.keys.Digest;
import dev.x0x.identity.keys.MlDsa;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Signed records as the overlay carries them, made from those of identity or read from bytes. Each
 * kind has exactly one form, so that nobody can pass the same words on under another id:
 *
 * <ul>
 *   <li>announcement: its bytes, always with the agent's key;
 *   <li>advert: the agent's public key[1952], the advert;
 *   <li>revocation: a broadcast payload of one, by the subject's own key, without an empty reason;
 *   <li>chain and tags: the machine's public key[1952], the fields, the signature[3309].
 * </ul>
 *
 * Revocations by a user do not travel: the certificate that would give the user the right is signed
 * by the user alone, so anyone could make one for any agent.
 */
public final class SignedRecords {
    /** Records are at most this long; the frame around one fits the payload stream (row 21). */
    public static final int MOST_BYTES = 65_536;

    private static final long LIFETIME = ChainRecord.MOST_LIFETIME; // DECISIONS D3: 24 h
    private static final long LATEST_SECOND = (1L << 43) / 1_000; // as far as chains count

    private SignedRecords() {}

    /**
     * An announcement as a record.
     *
     * @throws MalformedException if it is of the legacy form or beyond a limit
     */
    public static SignedRecord of(IdentityAnnouncement announcement) throws MalformedException {
        return read(announcement, announcement.encode());
    }

    /**
     * An advert as a record.
     *
     * @param agentPublicKey 1952 bytes
     * @throws MalformedException if the key has another length, or a field is beyond a limit
     */
    public static SignedRecord of(CapabilityAdvert advert, byte[] agentPublicKey)
            throws MalformedException {
        return read(RecordKind.ADVERT, join(agentPublicKey, advert.encode()));
    }

    /**
     * A revocation as a record.
     *
     * @throws MalformedException if its issuer is not its subject, or its reason is empty
     */
    public static SignedRecord of(Revocation revocation) throws MalformedException {
        return read(RecordKind.REVOCATION, Revocations.encode(List.of(revocation)));
    }

    /** A chain, signed by the machine that it speaks of. */
    public static SignedRecord signed(MachineKeys machine, ChainRecord chain) {
        byte[] fields = chain.signedBytes();
        byte[] bytes = join(join(machine.publicKey(), fields), machine.sign(fields));
        return of(chain, bytes);
    }

    /** Tags, signed by the machine that they speak of. */
    public static SignedRecord signed(MachineKeys machine, TagRecord tags) {
        byte[] fields = tags.signedBytes();
        return of(tags, join(join(machine.publicKey(), fields), machine.sign(fields)));
    }

    /**
     * Reads a record; proves nothing.
     *
     * @param bytes not copied
     * @throws MalformedException if these are not the bytes of one, in its only form
     */
    public static SignedRecord read(RecordKind kind, byte[] bytes) throws MalformedException {
        if (bytes.length > MOST_BYTES) {
            throw new MalformedException(
                    Refusal.LENGTH_TOO_LARGE,
                    "record of " + bytes.length + " bytes, at most " + MOST_BYTES);
        }
        return switch (kind) {
            case ANNOUNCEMENT -> read(IdentityAnnouncement.decode(bytes), bytes);
            case ADVERT -> readAdvert(bytes);
            case REVOCATION -> readRevocation(bytes);
            case CHAIN -> of(ChainRecord.read(fields(bytes)), bytes);
            case TAGS -> of(TagRecord.read(inner(bytes)), bytes);
        };
    }

    /** What adverts for this agent on this machine are kept under. */
    public static SignedRecord.Key advertKey(AgentId agent, MachineId machine) {
        return new SignedRecord.Key(
                RecordKind.ADVERT, digest("x0x-record-advert\0", agent.bytes(), machine.bytes()));
    }

    /** Asks for the newest advert of this agent, whatever machine it names; nothing is kept so. */
    public static SignedRecord.Key advertsOf(AgentId agent) {
        return new SignedRecord.Key(RecordKind.ADVERT, MachineId.of(agent.bytes()));
    }

    /** What revocations of this subject are kept under. */
    public static SignedRecord.Key revocationKey(Revocation.Subject subject) {
        MachineId digest =
                switch (subject) {
                    case Revocation.Subject.Agent(var id) ->
                            digest("x0x-record-revoked-agent\0", id.bytes());
                    case Revocation.Subject.Machine(var id) ->
                            digest("x0x-record-revoked-machine\0", id.bytes());
                };
        return new SignedRecord.Key(RecordKind.REVOCATION, digest);
    }

    /** The advert in a record of that kind; {@link RecordCheck} has its key's place. */
    public static CapabilityAdvert advert(byte[] bytes) throws MalformedException {
        return CapabilityAdvert.decode(Arrays.copyOfRange(bytes, key(bytes).length, bytes.length));
    }

    /** The revocation in a record of that kind. */
    public static Revocation revocation(byte[] bytes) throws MalformedException {
        List<Revocation> all = Revocations.decode(bytes);
        if (all.size() != 1) {
            throw new MalformedException(
                    Refusal.BAD_LENGTH, all.size() + " revocations in a record, expected 1");
        }
        return all.getFirst();
    }

    /** The tags in a record of that kind. */
    public static TagRecord tags(byte[] bytes) throws MalformedException {
        return TagRecord.read(inner(bytes));
    }

    /** The public key at the start of an advert, chain or tags record. */
    static byte[] key(byte[] bytes) throws MalformedException {
        if (bytes.length < MlDsa.PUBLIC_KEY) {
            throw new MalformedException(
                    Refusal.TRUNCATED, bytes.length + " bytes, no room for the signer's key");
        }
        return Arrays.copyOf(bytes, MlDsa.PUBLIC_KEY);
    }

    /** What a chain record signs. */
    static byte[] fields(byte[] bytes) throws MalformedException {
        int whole = MlDsa.PUBLIC_KEY + ChainRecord.LENGTH + MlDsa.SIGNATURE;
        if (bytes.length != whole) {
            throw new MalformedException(
                    Refusal.BAD_LENGTH,
                    "chain record of " + bytes.length + " bytes, expected " + whole);
        }
        return inner(bytes);
    }

    /** What is between the key in front and the signature at the end. */
    static byte[] inner(byte[] bytes) throws MalformedException {
        if (bytes.length < MlDsa.PUBLIC_KEY + MlDsa.SIGNATURE) {
            throw new MalformedException(
                    Refusal.TRUNCATED, bytes.length + " bytes, no room for key and signature");
        }
        return Arrays.copyOfRange(bytes, MlDsa.PUBLIC_KEY, bytes.length - MlDsa.SIGNATURE);
    }

    private static SignedRecord read(IdentityAnnouncement announcement, byte[] bytes)
            throws MalformedException {
        if (announcement.agentPublicKey().isEmpty()) {
            throw new MalformedException(
                    Refusal.MISSING_PREFIX, "announcement without the agent's key");
        }
        long seconds = announcement.announcedAt();
        checkTime(seconds, LATEST_SECOND);
        var reach = announcement.reachability();
        var hint =
                new Hint(
                        announcement.machine(),
                        reach.addresses().stream().limit(Hint.MOST_ADDRESSES).toList(),
                        reach.canReceiveDirect().orElse(false),
                        seconds);
        return new SignedRecord(
                RecordKind.ANNOUNCEMENT,
                id(bytes),
                announcement.machine(),
                announcement.machine(),
                seconds,
                seconds * 1_000 + LIFETIME,
                Optional.of(hint),
                bytes);
    }

    private static SignedRecord readAdvert(byte[] bytes) throws MalformedException {
        CapabilityAdvert advert = advert(bytes);
        byte[] again = advert.encode();
        if (!Arrays.equals(again, 0, again.length, bytes, MlDsa.PUBLIC_KEY, bytes.length)) {
            throw new MalformedException(Refusal.BAD_VARINT, "advert not in its shortest form");
        }
        checkTime(advert.createdMillis(), LATEST_SECOND * 1_000);
        return new SignedRecord(
                RecordKind.ADVERT,
                id(bytes),
                advertKey(advert.agent(), advert.machine()).subject(),
                MachineId.of(advert.agent().bytes()),
                advert.createdMillis(),
                advert.createdMillis() + LIFETIME,
                Optional.empty(),
                bytes);
    }

    private static SignedRecord readRevocation(byte[] bytes) throws MalformedException {
        Revocation revocation = revocation(bytes);
        if (revocation.reason().filter(String::isEmpty).isPresent()) {
            throw new MalformedException(Refusal.BAD_OPTION, "an empty reason is left out");
        }
        checkTime(revocation.revokedAt(), LATEST_SECOND);
        MachineId issuer = MachineId.derive(revocation.issuerPublicKey());
        byte[] subject =
                switch (revocation.subject()) {
                    case Revocation.Subject.Agent(var id) -> id.bytes();
                    case Revocation.Subject.Machine(var id) -> id.bytes();
                };
        if (!Arrays.equals(subject, issuer.bytes())) {
            throw new MalformedException(
                    Refusal.ID_MISMATCH, "revocation by another than its subject");
        }
        return new SignedRecord(
                RecordKind.REVOCATION,
                id(bytes),
                revocationKey(revocation.subject()).subject(),
                issuer,
                revocation.revokedAt(),
                Long.MAX_VALUE,
                Optional.empty(),
                bytes);
    }

    private static SignedRecord of(ChainRecord chain, byte[] bytes) {
        return new SignedRecord(
                RecordKind.CHAIN,
                id(bytes),
                chain.machine(),
                chain.machine(),
                chain.version(),
                chain.expiresMs(),
                Optional.empty(),
                Optional.of(chain),
                bytes);
    }

    private static SignedRecord of(TagRecord tags, byte[] bytes) {
        return new SignedRecord(
                RecordKind.TAGS,
                id(bytes),
                tags.machine(),
                tags.machine(),
                tags.createdMs(),
                tags.createdMs() + LIFETIME,
                Optional.empty(),
                bytes);
    }

    private static void checkTime(long time, long latest) throws MalformedException {
        if (time < 0 || time > latest) {
            throw new MalformedException(
                    Refusal.LENGTH_TOO_LARGE, "signed at " + Long.toUnsignedString(time));
        }
    }

    private static RecordId id(byte[] bytes) {
        return RecordId.of(Arrays.copyOf(Digest.sha256(bytes), 16));
    }

    private static MachineId digest(String domain, byte[]... parts) {
        byte[] all = domain.getBytes(US_ASCII);
        for (byte[] part : parts) {
            all = join(all, part);
        }
        return MachineId.of(Digest.sha256(all));
    }

    private static byte[] join(byte[] first, byte[] second) {
        byte[] joined = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, joined, first.length, second.length);
        return joined;
    }
}
