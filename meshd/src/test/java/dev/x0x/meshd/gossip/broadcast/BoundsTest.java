// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.broadcast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.x0x.identity.MachineId;
import dev.x0x.meshd.gossip.wire.BroadcastFrame;
import dev.x0x.meshd.gossip.wire.HeartbeatChain;
import dev.x0x.meshd.gossip.wire.RecordId;
import dev.x0x.meshd.gossip.wire.RecordKind;
import dev.x0x.meshd.gossip.wire.SignedRecord;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Whatever a hostile neighbour says: every table stays within its limit, every answer is sane. */
class BoundsTest {
    private static final BroadcastSettings SETTINGS =
            BroadcastSettings.usual()
                    .with(
                            new BroadcastSettings.Store(
                                    1 << 20, 64, 90_000, Records.DAY, 600_000, 256));
    private static final HeartbeatChain SECRET = Records.secret(Bench.FAR);
    private static final SignedRecord CHAIN = Records.chain(Bench.FAR, SECRET);

    @Property(tries = 60)
    void any_frames_of_a_hostile_neighbour_keep_all_tables_within_limits(@ForAll long seed) {
        var chance = new Random(seed);
        var bench = new Bench(SETTINGS, Bench.A, Bench.B, Bench.C);
        var known = new ArrayList<SignedRecord>(List.of(CHAIN));
        for (int i = 0; i < 1_500; i++) {
            MachineId from = chance.nextInt(4) == 0 ? Bench.B : Bench.A;
            List<BroadcastEffect> effects = bench.heard(from, frame(chance, known));
            if (chance.nextInt(3) > 0) { // some are never answered
                bench.verified(effects, chance.nextInt(10) > 0);
            }
            if (chance.nextInt(50) == 0) {
                bench.on(new BroadcastEvent.NeighbourDown(from));
                bench.on(new BroadcastEvent.NeighbourUp(from));
            }
            if (chance.nextInt(20) == 0) {
                bench.on(
                        new BroadcastEvent.Seek(
                                known.get(chance.nextInt(known.size())).key(), Optional.of(from)));
            }
            if (chance.nextInt(10) == 0) {
                bench.after(chance.nextInt(2_000));
            }
            check(bench.machine.view());
        }
    }

    @Property(tries = 10)
    void equal_inputs_give_equal_outputs(@ForAll long seed) {
        assertEquals(story(seed), story(seed));
    }

    private static String story(long seed) {
        var chance = new Random(seed);
        var bench = new Bench(SETTINGS, Bench.A, Bench.B, Bench.C);
        var known = new ArrayList<SignedRecord>();
        for (int i = 0; i < 20; i++) {
            known.add(
                    new SignedRecord(
                            RecordKind.ANNOUNCEMENT,
                            new RecordId(i, i),
                            Records.machine(i),
                            Records.machine(i),
                            Records.WALL / 1_000,
                            Records.WALL + Records.DAY,
                            Optional.empty(),
                            new byte[9]));
        }
        var story = new StringBuilder();
        for (int i = 0; i < 200; i++) {
            SignedRecord record = known.get(chance.nextInt(known.size()));
            MachineId from = chance.nextBoolean() ? Bench.A : Bench.B;
            List<BroadcastEffect> effects =
                    chance.nextBoolean()
                            ? bench.accepted(from, 1 + chance.nextInt(5), record)
                            : bench.heard(from, new BroadcastFrame.IHave(List.of(record.id())));
            story.append(effects).append(bench.after(chance.nextInt(700))).append('\n');
        }
        return story.toString().replaceAll("bytes=\\[B@[0-9a-f]+", "bytes");
    }

    private static void check(BroadcastView view) {
        assertTrue(view.records() <= 64, "records " + view.records());
        assertTrue(view.bytes() <= 1 << 20, "bytes " + view.bytes());
        assertTrue(view.revocations() <= 32, "revocations " + view.revocations());
        assertTrue(view.seen() <= 256 + 4_096, "seen " + view.seen());
        assertTrue(view.missing() <= 2_048, "missing " + view.missing());
        assertTrue(view.verifying() <= 1_024, "verifying " + view.verifying());
        assertTrue(view.searches() <= 256, "searches " + view.searches());
        assertTrue(view.routes() <= 4_096, "routes " + view.routes());
        assertTrue(view.timers() <= 20_000, "timers " + view.timers());
        for (BroadcastView.LinkView link : view.links()) {
            assertTrue(link.missing() >= 0 && link.missing() <= 1_024, "of one " + link);
            assertTrue(!Double.isNaN(link.score()), "score " + link);
        }
    }

    private static BroadcastFrame frame(Random chance, List<SignedRecord> known) {
        SignedRecord old = known.get(chance.nextInt(known.size()));
        return switch (chance.nextInt(9)) {
            case 0 -> new BroadcastFrame.IHave(ids(chance, known, 128));
            case 1 -> new BroadcastFrame.Graft(ids(chance, known, 128));
            case 2 -> new BroadcastFrame.Prune();
            case 3 -> new BroadcastFrame.Digest(ids(chance, known, 400));
            case 4 -> new BroadcastFrame.Want(ids(chance, known, 400));
            case 5 -> new BroadcastFrame.Lookup(chance.nextInt(50), chance.nextInt(256), old.key());
            case 6 -> new BroadcastFrame.Found(chance.nextInt(50), fresh(chance, known));
            case 7 ->
                    new BroadcastFrame.Heartbeat(
                            chance.nextInt(256),
                            chance.nextBoolean() ? Bench.FAR : old.subject(),
                            CHAIN.id().high(),
                            1 + chance.nextInt(100),
                            chance.nextBoolean()
                                    ? SECRET.show(1 + chance.nextInt(100))
                                    : new byte[32]);
            default ->
                    new BroadcastFrame.Gossip(
                            chance.nextInt(45), chance.nextBoolean() ? old : fresh(chance, known));
        };
    }

    private static List<RecordId> ids(Random chance, List<SignedRecord> known, int most) {
        var ids = new ArrayList<RecordId>();
        for (int i = 1 + chance.nextInt(most); i > 0; i--) {
            ids.add(
                    chance.nextBoolean()
                            ? Records.fresh()
                            : known.get(chance.nextInt(known.size())).id());
        }
        return ids;
    }

    private static SignedRecord fresh(Random chance, List<SignedRecord> known) {
        var kinds = RecordKind.values();
        SignedRecord record =
                Records.record(
                        kinds[chance.nextInt(3)],
                        Records.machine(200 + chance.nextInt(300)),
                        chance.nextInt(200) - 100,
                        new byte[chance.nextInt(70_000)]);
        if (known.size() < 500) {
            known.add(record);
        }
        return record;
    }
}
