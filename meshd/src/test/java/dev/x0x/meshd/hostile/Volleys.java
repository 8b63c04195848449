// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.hostile;

import com.fasterxml.jackson.databind.JsonNode;

import dev.x0x.identity.AgentKeys;
import dev.x0x.identity.CapabilityAdvert;
import dev.x0x.identity.DmCapabilities;
import dev.x0x.identity.Endpoint;
import dev.x0x.identity.IdentityAnnouncement;
import dev.x0x.identity.MachineId;
import dev.x0x.identity.MachineKeys;
import dev.x0x.identity.Reachability;
import dev.x0x.identity.Revocation;
import dev.x0x.identity.codec.MalformedException;
import dev.x0x.meshd.envelope.CarrierFrame;
import dev.x0x.meshd.envelope.CarrierKind;
import dev.x0x.meshd.envelope.MessageId;
import dev.x0x.meshd.gossip.wire.BroadcastFrame;
import dev.x0x.meshd.gossip.wire.ChainRecord;
import dev.x0x.meshd.gossip.wire.HeartbeatChain;
import dev.x0x.meshd.gossip.wire.Hint;
import dev.x0x.meshd.gossip.wire.MembershipFrame;
import dev.x0x.meshd.gossip.wire.OverlayCodec;
import dev.x0x.meshd.gossip.wire.RecordId;
import dev.x0x.meshd.gossip.wire.RecordKind;
import dev.x0x.meshd.gossip.wire.SignedRecord;
import dev.x0x.meshd.gossip.wire.SignedRecords;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;

/** What an attack on the overlay's frames says: the frame of each number. */
final class Volleys {
    private static final int MARK = 2;

    private final SecureRandom random;
    private final Machine by;
    private final Desk.Victim to;

    Volleys(SecureRandom random, Machine by, Desk.Victim to) {
        this.random = random;
        this.by = by;
        this.to = to;
    }

    IntFunction<byte[]> of(JsonNode line) throws MalformedException {
        return switch (line.get("kind").asText()) {
            case "flood" -> _ -> gossip(advert(by.agent, by.machine));
            case "record" -> {
                byte[] frame = gossip(advert(by.agent, by.machine));
                by.kept.add(frame);
                yield always(frame);
            }
            case "again" -> always(by.kept.get(line.get("index").asInt()));
            case "replay" -> always(gossip(advert(by.agent, by.machine)));
            case "swap" -> cycle(swapped());
            case "forge" -> cycle(forgeries(line));
            case "ihave" -> _ -> encode(new BroadcastFrame.IHave(ids()));
            case "graft" -> _ -> encode(new BroadcastFrame.Graft(ids()));
            case "want" -> _ -> encode(new BroadcastFrame.Want(ids()));
            case "digest" -> _ -> encode(new BroadcastFrame.Digest(ids()));
            case "lookup" ->
                    _ ->
                            encode(
                                    new BroadcastFrame.Lookup(
                                            random.nextLong(),
                                            255,
                                            new SignedRecord.Key(
                                                    RecordKind.ANNOUNCEMENT, anybody())));
            case "poison" -> poison(Endpoint.parse(line.get("at").asText()).orElseThrow());
            case "malformed" -> this::malformed;
            case "unicast" -> _ -> carrier(anybody());
            case "unicast_to" -> {
                MachineId victim = MachineId.parse(line.get("machine").asText());
                yield _ -> carrier(victim);
            }
            default -> throw new IllegalArgumentException("no such attack: " + line);
        };
    }

    private static IntFunction<byte[]> always(byte[] frame) {
        return _ -> frame;
    }

    private static IntFunction<byte[]> cycle(List<byte[]> frames) {
        return i -> frames.get(i % frames.size());
    }

    private static byte[] encode(dev.x0x.meshd.gossip.wire.OverlayFrame frame) {
        return OverlayCodec.encode(frame);
    }

    private static byte[] gossip(SignedRecord record) {
        return encode(new BroadcastFrame.Gossip(2, record));
    }

    private MachineId anybody() {
        return MachineId.of(bytes(32));
    }

    private byte[] bytes(int count) {
        byte[] made = new byte[count];
        random.nextBytes(made);
        return made;
    }

    private List<RecordId> ids() {
        List<RecordId> ids = new ArrayList<>();
        for (int i = 0; i < 128; i++) {
            ids.add(new RecordId(random.nextLong(), random.nextLong()));
        }
        return ids;
    }

    /** Each is newer than the one before: adverts count in milliseconds. */
    private SignedRecord advert(AgentKeys agent, MachineKeys machine) {
        Instant at = Instant.ofEpochMilli(by.tick());
        return read(
                () ->
                        SignedRecords.of(
                                CapabilityAdvert.signed(
                                        agent,
                                        machine.id(),
                                        at,
                                        DmCapabilities.of(by.kem.publicKey())),
                                agent.publicKey()));
    }

    private interface Making {
        SignedRecord make() throws MalformedException;
    }

    private static SignedRecord read(Making making) {
        try {
            return making.make();
        } catch (MalformedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The victim's own announcement, newer by a few seconds than it ever said. */
    private List<byte[]> swapped() {
        byte[] genuine = by.to(to.self().machine()).orElseThrow().hello().announcement();
        long said = read(() -> SignedRecords.read(RecordKind.ANNOUNCEMENT, genuine)).version();
        List<byte[]> all = new ArrayList<>();
        for (int at = 0; at < genuine.length; at++) {
            for (int mask = 1; mask < 64; mask++) {
                byte[] swapped = genuine.clone();
                swapped[at] ^= (byte) mask;
                Optional<SignedRecord> read = announcement(swapped);
                if (read.isEmpty() || read.get().version() == said) {
                    break; // another field
                }
                if (read.get().version() > said && read.get().version() < said + 60) {
                    all.add(gossip(read.get()));
                }
            }
        }
        return all;
    }

    private static Optional<SignedRecord> announcement(byte[] bytes) {
        try {
            return Optional.of(SignedRecords.read(RecordKind.ANNOUNCEMENT, bytes));
        } catch (MalformedException e) {
            return Optional.empty();
        }
    }

    /** Records of others that their owners never signed. */
    private List<byte[]> forgeries(JsonNode line) throws MalformedException {
        MachineKeys machine = MachineKeys.generate(random);
        AgentKeys agent = AgentKeys.generate(random);
        var words =
                IdentityAnnouncement.signed(machine, agent, Instant.now(), reachableAtNowhere());
        var forged =
                new Revocation(
                        new Revocation.Subject.Agent(to.self().agent()),
                        to.card().publicKey(),
                        Instant.now().getEpochSecond(),
                        Optional.of("forged"),
                        bytes(3309));
        HeartbeatChain secret = HeartbeatChain.of(machine.id(), 50, bytes(32));
        ChainRecord chain =
                new ChainRecord(
                        by.network,
                        machine.id(),
                        System.currentTimeMillis(),
                        1,
                        System.currentTimeMillis(),
                        60_000,
                        secret.slots(),
                        secret.anchor());
        byte[] announced = words.encode();
        announced[200 + 1952] ^= 1; // inside the machine's signature
        List<byte[]> all = new ArrayList<>();
        all.add(gossip(SignedRecords.read(RecordKind.ANNOUNCEMENT, announced)));
        all.add(gossip(SignedRecords.of(forged)));
        all.add(gossip(spoilt(advert(agent, machine))));
        all.add(gossip(spoilt(SignedRecords.signed(machine, chain))));
        if (line.has("only")) {
            return List.of(all.get(line.get("only").asInt()));
        }
        return all;
    }

    /** Both end with their signature. */
    private static SignedRecord spoilt(SignedRecord genuine) {
        byte[] bytes = genuine.bytes().clone();
        bytes[bytes.length - 1] ^= 1;
        return read(() -> SignedRecords.read(genuine.kind(), bytes));
    }

    private static Reachability reachableAtNowhere() {
        return Reachability.at(List.of(Endpoint.parse("192.0.2.1:5483").orElseThrow()));
    }

    /** Everything that names machines, and none of them is there. */
    private IntFunction<byte[]> poison(Endpoint at) {
        return i -> {
            List<Hint> hints = new ArrayList<>();
            for (int k = 0; k < MembershipFrame.MOST_HINTS; k++) {
                hints.add(hint(at));
            }
            return encode(
                    switch (i % 6) {
                        case 0 -> new MembershipFrame.Shuffle(random.nextLong(), 65_535, hints);
                        case 1 -> new MembershipFrame.ShuffleAnswer(random.nextLong(), hints);
                        case 2 -> new MembershipFrame.NeighbourAnswer(false, hints);
                        case 3 -> new MembershipFrame.JoinOffer(random.nextLong(), hint(at));
                        case 4 ->
                                new MembershipFrame.ForwardJoin(
                                        random.nextLong(), hint(at), i / 6 % 8);
                        default -> new MembershipFrame.Join(hint(at));
                    });
        };
    }

    private Hint hint(Endpoint at) {
        return new Hint(anybody(), List.of(at), true, System.currentTimeMillis() / 1_000);
    }

    /** Overlay frames of every type with no sense in them, and carrier frames cut short. */
    private byte[] malformed(int i) {
        byte[] carrier = carrier(anybody());
        return switch (i % 3) {
            case 0 -> new byte[] {MARK, (byte) (i / 3)};
            case 1 -> {
                byte[] frame = bytes(1 + random.nextInt(300));
                frame[0] = MARK;
                yield frame;
            }
            default -> Arrays.copyOf(carrier, 1 + random.nextInt(carrier.length - 1));
        };
    }

    private byte[] carrier(MachineId destination) {
        long now = System.currentTimeMillis();
        return new CarrierFrame(
                        CarrierKind.ENVELOPE,
                        by.network,
                        destination,
                        by.machine.id(),
                        40,
                        now,
                        now + 30_000,
                        MessageId.random(random),
                        by.agent.publicKey(),
                        bytes(48 << 10))
                .encode();
    }
}
