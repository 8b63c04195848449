// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.membership;

import static dev.x0x.meshd.gossip.membership.Stage.at;
import static dev.x0x.meshd.gossip.membership.Stage.hint;
import static dev.x0x.meshd.gossip.membership.Stage.id;
import static dev.x0x.meshd.gossip.membership.Stage.neighbourDown;
import static dev.x0x.meshd.gossip.membership.Stage.neighbourUp;
import static dev.x0x.meshd.gossip.membership.Stage.send;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.x0x.identity.Endpoint;
import dev.x0x.identity.MachineId;
import dev.x0x.meshd.gossip.membership.MembershipEffect.Confirm;
import dev.x0x.meshd.gossip.membership.MembershipEffect.Dial;
import dev.x0x.meshd.gossip.membership.MembershipEffect.Misbehaved;
import dev.x0x.meshd.gossip.membership.MembershipEffect.Release;
import dev.x0x.meshd.gossip.membership.MembershipEffect.Send;
import dev.x0x.meshd.gossip.wire.Hint;
import dev.x0x.meshd.gossip.wire.MembershipFrame.Disconnect;
import dev.x0x.meshd.gossip.wire.MembershipFrame.ForwardJoin;
import dev.x0x.meshd.gossip.wire.MembershipFrame.Join;
import dev.x0x.meshd.gossip.wire.MembershipFrame.JoinOffer;
import dev.x0x.meshd.gossip.wire.MembershipFrame.Neighbour;
import dev.x0x.meshd.gossip.wire.MembershipFrame.NeighbourAnswer;
import dev.x0x.meshd.gossip.wire.MembershipFrame.Shuffle;
import dev.x0x.meshd.gossip.wire.MembershipFrame.ShuffleAnswer;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;

/** Rule by rule, each with the near miss beside it. */
class MembershipTest {
    private static final NeighbourAnswer YES = new NeighbourAnswer(true, List.of());
    private static final NeighbourAnswer NO = new NeighbourAnswer(false, List.of());

    @Test
    void aConfiguredAddressIsDialledAskedAndJoined() {
        var membership = new Membership(id(0), MembershipSettings.usual(), new SplittableRandom(1));
        Hint self = hint(0, false);
        Endpoint contact = at(1);

        var first =
                membership.on(
                        new MembershipEvent.Started(self, List.of(contact), List.of()),
                        Duration.ZERO,
                        Stage.WALL * 1000);
        assertEquals(new Dial(new Target.Address(contact)), first.getFirst());

        var second =
                membership.on(
                        new MembershipEvent.LinkUp(hint(1, true), contact, true),
                        Duration.ofMillis(100),
                        Stage.WALL * 1000);
        assertEquals(
                List.of(send(1, new Neighbour(true)), send(1, new Join(self))),
                second.subList(0, 2));

        var third =
                membership.on(
                        new MembershipEvent.Heard(id(1), YES),
                        Duration.ofMillis(200),
                        Stage.WALL * 1000);
        assertEquals(neighbourUp(1), third.getFirst());
    }

    @Test
    void whoAsksIsAnsweredBeforeItIsANeighbour() {
        var stage = new Stage();
        stage.up(1, false);

        assertEquals(List.of(send(1, YES), neighbourUp(1)), stage.heard(1, new Neighbour(false)));
        assertEquals(List.of(send(1, YES)), stage.heard(1, new Neighbour(false)), "once");
    }

    @Test
    void nothingIsSaidToOneWithoutALink() {
        var stage = new Stage();

        assertEquals(List.of(), stage.heard(1, new Neighbour(true)));
        assertEquals(List.of(), stage.heard(1, new Join(hint(1, true))));
    }

    @Test
    void anAnswerNobodyAskedForMakesNoNeighbour() {
        var stage = new Stage();
        stage.up(1, false);

        assertEquals(List.of(send(1, new Disconnect(true, List.of()))), stage.heard(1, YES));
        assertFalse(stage.neighbour(1));
    }

    @Test
    void inboundNeverFillsTheDialledPlaces() {
        var stage = new Stage(1, true, MembershipSettings.usual());
        for (int i = 1; i <= 20; i++) {
            stage.inboundNeighbour(i);
        }
        assertEquals(20, stage.membership.view().neighbours().size());

        for (int i = 21; i <= 24; i++) {
            assertTrue(stage.up(i, true).contains(send(i, new Neighbour(false))));
            stage.heard(i, YES);
        }
        assertEquals(24, stage.membership.view().neighbours().size());
    }

    @Test
    void aFullHouseEvictsNobodyOnRequestAndOnlyTheYoungestByChance() {
        var stage = new Stage(1, true, MembershipSettings.usual().withInbound(8));
        for (int i = 1; i <= 8; i++) {
            stage.inboundNeighbour(i);
            stage.now += 1_000;
        }
        int replaced = 0;
        for (int i = 100; i < 140; i++) {
            stage.up(i, false);
            var effects = stage.heard(i, new Neighbour(true));
            if (effects.contains(neighbourUp(i))) {
                replaced++;
                assertEquals(4, effects.size());
                assertTrue(effects.get(0) instanceof Send(MachineId _, Disconnect _));
                assertTrue(effects.get(1) instanceof MembershipEffect.NeighbourDown);
                assertEquals(send(i, YES), effects.get(2));
            } else {
                assertTrue(
                        effects.getFirst() instanceof Send(MachineId _, NeighbourAnswer answer)
                                && !answer.accepted());
            }
        }
        assertEquals(1, replaced, "forty requests in one moment, one replacement in ten seconds");
        for (int i = 1; i <= 4; i++) {
            assertTrue(stage.neighbour(i), "the older half stays: " + i);
        }
        assertEquals(8, stage.membership.view().neighbours().size());
    }

    @Test
    void twoOfA24AndEightOfA16ComeIn() {
        var stage = new Stage(1, true, MembershipSettings.usual());
        int accepted = 0;
        for (int i = 1; i <= 30; i++) {
            stage.up(i, at(50, 60, i / 3, i), false);
            stage.heard(i, new Neighbour(true));
            accepted += stage.neighbour(i) ? 1 : 0;
            assertTrue(i / 3 > 0 || !stage.neighbour(i) || i <= 2);
        }
        assertEquals(8, accepted);
    }

    @Test
    void noLimitForPrivateAddressesNorForContacts() {
        var stage = new Stage(1, true, MembershipSettings.usual());
        stage.on(new MembershipEvent.Trusted(Set.of(id(40), id(41), id(42))));
        for (int i = 1; i <= 12; i++) {
            stage.up(i, at(192, 168, 1, i), false);
            stage.heard(i, new Neighbour(true));
        }
        for (int i = 40; i <= 45; i++) {
            stage.up(i, at(50, 60, 70, i), false);
            stage.heard(i, new Neighbour(true));
        }
        assertEquals(12 + 3 + 2, stage.membership.view().neighbours().size());
    }

    @Test
    void askingDuringBackoffIsAMisdeedUnlessItCrossed() {
        var stage = new Stage();
        stage.inboundNeighbour(1);
        stage.on(new MembershipEvent.Scored(id(1), true, false));
        stage.on(new MembershipEvent.Scored(id(1), false, false));
        stage.now += 2_000;
        assertTrue(stage.heard(1, new Neighbour(true)).getFirst() instanceof Send);
        stage.now += 10_000;
        assertEquals(
                new Misbehaved(id(1), "asks to be a neighbour during backoff"),
                stage.heard(1, new Neighbour(true)).getFirst());
        stage.now += 60_000;
        assertEquals(List.of(send(1, YES), neighbourUp(1)), stage.heard(1, new Neighbour(true)));
    }

    @Test
    void aBadScoreEndsItAndKeepsItOut() {
        var stage = new Stage();
        stage.inboundNeighbour(1);

        assertEquals(
                List.of(
                        send(1, new Disconnect(false, List.of())),
                        neighbourDown(1),
                        new Release(id(1), "score below 0")),
                stage.on(new MembershipEvent.Scored(id(1), true, false)));
        stage.on(new MembershipEvent.LinkDown(id(1)));
        stage.now += 120_000;
        assertEquals(List.of(new Release(id(1), "score below 0")), stage.up(1, false));
        stage.heard(1, new Neighbour(true));
        assertFalse(stage.neighbour(1));
    }

    @Test
    void aJoinWalksToFiveNeighboursAndNotToTheNewcomer() {
        var stage = new Stage(1, true, MembershipSettings.usual());
        for (int i = 1; i <= 9; i++) {
            stage.inboundNeighbour(i);
        }
        var effects = stage.heard(9, new Join(hint(9, false)));

        assertEquals(5, effects.size());
        for (MembershipEffect each : effects) {
            assertTrue(
                    each instanceof Send(MachineId to, ForwardJoin walk)
                            && !to.equals(id(9))
                            && walk.ttl() == 16);
        }
        assertEquals(
                List.of(new Misbehaved(id(9), "joins in another's name")),
                stage.heard(9, new Join(hint(8, false))));
    }

    @Test
    void tooManyJoinsAreReferred() {
        var stage = new Stage(1, true, MembershipSettings.usual());
        for (int i = 1; i <= 3; i++) {
            stage.inboundNeighbour(i);
        }
        int walked = 0;
        for (int i = 0; i < 40; i++) {
            var effects = stage.heard(1, new Join(hint(1, false)));
            if (effects.getFirst() instanceof Send(MachineId _, ForwardJoin _)) {
                walked++;
            } else {
                assertTrue(
                        effects.getFirst() instanceof Send(MachineId to, NeighbourAnswer answer)
                                && to.equals(id(1))
                                && !answer.accepted()
                                && !answer.referral().isEmpty());
            }
        }
        assertEquals(20, walked, "burst of twenty (MESH.md row 20)");
    }

    @Test
    void aWalkEndsWithAnOfferThatGoesBackTheSameWayOnce() {
        var stage = new Stage(1, true, MembershipSettings.usual());
        stage.inboundNeighbour(1);
        stage.inboundNeighbour(2);
        // passes on: six hops have not been walked
        var onward = stage.heard(1, new ForwardJoin(77, hint(9, false), 65_535)).getFirst();
        long name = 0;
        if (onward instanceof Send(MachineId to, ForwardJoin walk)) {
            assertEquals(id(2), to);
            assertEquals(15, walk.ttl(), "clamped to our own maximum");
            name = walk.nonce();
        }
        assertTrue(name != 0 && name != 77);

        var offer = new JoinOffer(name, hint(8, true));
        assertEquals(List.of(), stage.heard(1, offer), "not from where the walk went");
        assertEquals(List.of(send(1, new JoinOffer(77, hint(8, true)))), stage.heard(2, offer));
        assertEquals(List.of(), stage.heard(2, offer), "once");
        // ends here: ten hops left
        assertEquals(
                List.of(send(1, new JoinOffer(78, hint(0, true)))),
                stage.heard(1, new ForwardJoin(78, hint(9, false), 10)));
    }

    @Test
    void anOfferIsConfirmedAndThenDialled() {
        var stage = new Stage();
        stage.up(1, true);
        stage.heard(1, NO);
        assertEquals(List.of(), stage.heard(1, new JoinOffer(5, hint(8, true))), "never joined");

        stage = new Stage();
        stage.on(new MembershipEvent.LinkDown(id(9)));
        var joined = joined(stage);
        assertEquals(
                List.of(new Confirm(id(8), id(1))),
                joined.heard(1, new JoinOffer(5, hint(8, true))));
        Hint told = new Hint(id(8), List.of(at(88)), true, Stage.WALL + 5);
        assertEquals(
                List.of(new Dial(new Target.Machine(told))),
                joined.on(new MembershipEvent.Confirmed(id(8), Optional.of(told))));
        assertEquals(
                send(8, new Neighbour(false)),
                joined.on(new MembershipEvent.LinkUp(told, at(88), true)).stream()
                        .filter(e -> e instanceof Send)
                        .findFirst()
                        .orElseThrow());
    }

    @Test
    void whatNobodyConfirmsIsNotDialled() {
        var joined = joined(new Stage());
        joined.heard(1, new JoinOffer(5, hint(8, true)));

        assertEquals(List.of(), joined.on(new MembershipEvent.Confirmed(id(8), Optional.empty())));
        Hint other = hint(7, true);
        joined.heard(1, new JoinOffer(6, other));
        assertEquals(
                List.of(),
                joined.on(new MembershipEvent.Confirmed(id(7), Optional.of(hint(6, true)))),
                "another's announcement");
    }

    /** A stage that joined through machine 1 and is its neighbour. */
    private static Stage joined(Stage unused) {
        var stage = new Stage(3, false, MembershipSettings.usual());
        stage.on(new MembershipEvent.Started(hint(0, false), List.of(at(1)), List.of()));
        stage.up(1, true);
        stage.heard(1, YES);
        return stage;
    }

    @Test
    void aShuffleIsAnsweredOnceByItsEnd() {
        var stage = new Stage(1, true, MembershipSettings.usual());
        stage.dialledNeighbour(1);
        var effects = stage.heard(1, new Shuffle(5, 65_535, List.of(hint(30, true))));

        assertEquals(2, effects.size(), "no neighbour to walk on to: the end");
        assertEquals(new Confirm(id(30), id(1)), effects.get(1), "hearsay is not dialled");
        assertTrue(
                effects.getFirst() instanceof Send(MachineId to, ShuffleAnswer answer)
                        && to.equals(id(1))
                        && answer.nonce() == 5
                        && answer.hints().contains(hint(0, true)));
        assertTrue(stage.membership.view().book().contains(id(30)), "learned over a dialled link");
    }

    @Test
    void aShuffleWalksOnAndItsAnswerComesBack() {
        var stage = new Stage();
        stage.dialledNeighbour(1);
        stage.dialledNeighbour(2);
        var sent = stage.heard(1, new Shuffle(5, 65_535, List.of())).getFirst();
        assertTrue(
                sent instanceof Send(MachineId to, Shuffle on)
                        && to.equals(id(2))
                        && on.ttl() == 5);
        long name = sent instanceof Send(MachineId _, Shuffle on) ? on.nonce() : 0;
        var answer = new ShuffleAnswer(name, List.of(hint(30, true)));

        assertEquals(
                List.of(send(1, new ShuffleAnswer(5, answer.hints()))), stage.heard(2, answer));
        assertEquals(List.of(), stage.heard(2, answer));
        assertFalse(stage.membership.view().book().contains(id(30)), "not meant for us");
    }

    @Test
    void addressesAreNotLearnedOverLinksThatOthersDialled() {
        var stage = new Stage(1, true, MembershipSettings.usual());
        for (int i = 1; i <= 4; i++) {
            stage.dialledNeighbour(i);
        }
        for (int i = 100; i < 140; i++) { // the book is not small any more
            stage.heard(1 + i % 4, new Shuffle(i, 1, List.of(hint(i, true))));
        }
        stage.inboundNeighbour(9);
        stage.heard(9, new Shuffle(1, 1, List.of(hint(200, true))));
        assertFalse(stage.membership.view().book().contains(id(200)));

        stage.on(new MembershipEvent.Scored(id(9), false, true));
        stage.heard(9, new Shuffle(2, 1, List.of(hint(200, true))));
        assertTrue(stage.membership.view().book().contains(id(200)), "it has earned it");
    }

    @Test
    void aFloodOfWalksIsDroppedAndThenReported() {
        var stage = new Stage();
        stage.inboundNeighbour(1);
        stage.inboundNeighbour(2);
        int answered = 0;
        int reported = 0;
        for (int i = 0; i < 1_000; i++) {
            for (MembershipEffect each : stage.heard(1, new Shuffle(i, 6, List.of()))) {
                answered += each instanceof Send ? 1 : 0;
                reported += each instanceof Misbehaved ? 1 : 0;
            }
        }
        assertEquals(100, answered);
        assertEquals(2, reported, "nine hundred too many, three hundred are forgiven");
    }

    @Test
    void rotationConnectsBeforeItDropsAndNeverBelowTheTarget() {
        var stage = new Stage(1, true, MembershipSettings.usual());
        stage.up(50, false);
        stage.up(51, false);
        assertEquals(Role.PUBLIC, stage.membership.view().role());
        for (int i = 1; i <= 4; i++) {
            stage.dialledNeighbour(i);
        }
        stage.heard(1, new Shuffle(5, 1, List.of(hint(30, true))));
        boolean rotated = false;
        for (int i = 0; i < 3_600 && !rotated; i++) {
            for (MembershipEffect each : stage.after(Duration.ofSeconds(1))) {
                if (each instanceof Confirm(MachineId machine, MachineId _)) {
                    var confirmed =
                            new MembershipEvent.Confirmed(machine, Optional.of(hint(30, true)));
                    for (MembershipEffect dial : stage.on(confirmed)) {
                        rotated |= dial instanceof Dial && answers30(stage);
                    }
                } else if (each instanceof Dial(Target.Machine(Hint to))
                        && to.equals(hint(30, true))) {
                    rotated |= answers30(stage);
                }
            }
            stage.on(new MembershipEvent.Useful(id(1)));
            assertTrue(stage.membership.view().neighbours().size() >= 4);
        }
        assertTrue(rotated);
        assertEquals(4, stage.membership.view().neighbours().size());
        assertTrue(stage.neighbour(30));
    }

    /** It is dialled, to be felt or to be a neighbour, and says yes if it is asked. */
    private static boolean answers30(Stage stage) {
        assertEquals(4, stage.membership.view().neighbours().size());
        if (!stage.up(30, true).contains(send(30, new Neighbour(false)))) {
            stage.on(new MembershipEvent.LinkDown(id(30)));
            return false;
        }
        var effects = stage.heard(30, YES);
        assertEquals(neighbourUp(30), effects.get(0));
        assertTrue(effects.get(1) instanceof Send(MachineId _, Disconnect bye) && bye.alive());
        assertTrue(effects.get(2) instanceof MembershipEffect.NeighbourDown);
        return true;
    }

    @Test
    void aRequestUnansweredForFiveSecondsIsOver() {
        var stage = new Stage();
        stage.up(1, true);
        stage.after(Duration.ofSeconds(6));
        assertEquals(0, stage.membership.view().attempts());

        assertEquals(
                send(1, new Disconnect(true, List.of())),
                stage.heard(1, YES).getFirst(),
                "and the late yes is taken back");
    }

    @Test
    void idleLinksAreReleasedOnce() {
        var stage = new Stage();
        stage.dialledNeighbour(1);
        stage.up(2, false);
        int released = 0;
        for (int i = 0; i < 120; i++) {
            released +=
                    stage.after(Duration.ofSeconds(1))
                                    .contains(new Release(id(2), "not a neighbour"))
                            ? 1
                            : 0;
        }
        assertEquals(1, released);
    }

    @Test
    void afterARestartTheCachedAreDialledWithoutConfiguration() {
        var membership = new Membership(id(0), MembershipSettings.usual(), new SplittableRandom(1));
        List<Hint> cached =
                List.of(hint(1, true), hint(2, true), hint(3, true), hint(4, true), hint(5, true));

        var effects =
                membership.on(
                        new MembershipEvent.Started(hint(0, false), List.of(), cached),
                        Duration.ZERO,
                        (Stage.WALL + 7 * 86_400) * 1000);

        for (Hint each : cached) {
            assertTrue(effects.contains(new Dial(new Target.Machine(each))), each.toString());
        }
    }

    @Test
    void theCacheNamesTheLongestLinksFirst() {
        var stage = new Stage();
        for (int i = 1; i <= 5; i++) {
            stage.dialledNeighbour(i);
            stage.now += 1_000;
        }
        assertEquals(
                List.of(id(1), id(2), id(3), id(4)),
                stage.membership.view().cache().stream().limit(4).map(Hint::machine).toList());
        assertEquals(5, stage.membership.view().cache().size());
    }

    @Test
    void ourselvesAtAConfiguredAddressIsNoNeighbour() {
        var stage = new Stage();

        assertEquals(
                List.of(new Release(id(0), "that is ourselves")),
                stage.on(new MembershipEvent.LinkUp(hint(0, true), at(0), true)));
    }
}
