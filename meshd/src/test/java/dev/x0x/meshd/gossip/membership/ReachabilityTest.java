// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.membership;

import static dev.x0x.meshd.gossip.membership.Stage.at;
import static dev.x0x.meshd.gossip.membership.Stage.hint;
import static dev.x0x.meshd.gossip.membership.Stage.id;
import static dev.x0x.meshd.gossip.membership.Stage.send;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.x0x.identity.Endpoint;
import dev.x0x.identity.MachineId;
import dev.x0x.meshd.gossip.membership.MembershipEffect.Dial;
import dev.x0x.meshd.gossip.membership.MembershipEffect.Release;
import dev.x0x.meshd.gossip.membership.MembershipEffect.RoleIs;
import dev.x0x.meshd.gossip.membership.MembershipEffect.Send;
import dev.x0x.meshd.gossip.wire.Hint;
import dev.x0x.meshd.gossip.wire.MembershipFrame.DialBackAsk;
import dev.x0x.meshd.gossip.wire.MembershipFrame.DialBackOrder;
import dev.x0x.meshd.gossip.wire.MembershipFrame.DialBackProof;
import dev.x0x.meshd.gossip.wire.MembershipFrame.Neighbour;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Who is public, and who dials whom back. */
class ReachabilityTest {
    @Test
    void twoUnaskedDialsFromTwoGroupsProveIt() {
        var stage = new Stage();

        assertFalse(stage.up(1, at(60, 1, 1, 1), false).contains(new RoleIs(Role.PUBLIC)));
        assertFalse(stage.up(2, at(60, 1, 9, 9), false).contains(new RoleIs(Role.PUBLIC)));
        assertTrue(stage.up(3, at(60, 2, 1, 1), false).contains(new RoleIs(Role.PUBLIC)));
    }

    @Test
    void linksOfOursProveNothing() {
        var stage = new Stage();
        for (int i = 1; i <= 5; i++) {
            stage.up(i, true);
            stage.on(new MembershipEvent.LinkDown(id(i)));
            stage.up(i, false); // behind a NAT the way back is still open
        }
        assertEquals(Role.UNKNOWN, stage.membership.view().role());

        stage.up(8, at(70, 1, 1, 1), true);
        stage.up(9, at(70, 1, 1, 2), false); // and so it may be for the neighbours of whom we dial
        stage.up(10, at(71, 1, 1, 2), false);
        assertEquals(Role.UNKNOWN, stage.membership.view().role());
    }

    @Test
    void proofsInsideOurOwnNetworksCountOnlyThere() {
        var stage = new Stage();
        stage.up(1, at(192, 168, 1, 1), false);
        assertTrue(
                stage.up(2, at(192, 168, 1, 2), false).contains(new RoleIs(Role.PUBLIC)),
                "a LAN without internet");
        assertTrue(
                stage.up(3, at(70, 1, 1, 1), true).contains(new RoleIs(Role.UNKNOWN)),
                "there is an internet, and nobody in it reached us");
    }

    @Test
    void whoAsksInVainIsDialOut() {
        var stage = new Stage();
        for (int i = 1; i <= 5; i++) {
            stage.dialledNeighbour(i);
        }
        List<MembershipEffect> seen = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            seen.addAll(stage.after(Duration.ofSeconds(1)));
        }
        long asked =
                seen.stream().filter(e -> e instanceof Send(MachineId _, DialBackAsk _)).count();
        assertEquals(8, asked, "two each: three times in vain, and the first of every hour's");
        assertTrue(seen.contains(new RoleIs(Role.DIAL_OUT)));

        stage.on(
                new MembershipEvent.SelfChanged(
                        new Hint(id(0), List.of(at(99, 1, 1, 1)), false, Stage.WALL)));
        assertEquals(Role.UNKNOWN, stage.membership.view().role(), "somewhere else");
    }

    @Test
    void anAskerIsDialledByTwoOfOtherGroupsWhereWeSeeIt() {
        var stage = new Stage();
        stage.up(1, at(60, 1, 1, 1), false);
        stage.heard(1, new Neighbour(true));
        for (int i = 2; i <= 6; i++) {
            stage.up(i, at(61, i, 1, 1), false);
            stage.heard(i, new Neighbour(true));
        }
        var effects = stage.heard(1, new DialBackAsk(7));

        assertEquals(2, effects.size());
        for (MembershipEffect each : effects) {
            assertTrue(
                    each instanceof Send(MachineId to, DialBackOrder order)
                            && !to.equals(id(1))
                            && order.equals(new DialBackOrder(7, id(1), at(60, 1, 1, 1))));
        }
        stage.heard(1, new DialBackAsk(8));
        stage.heard(1, new DialBackAsk(9));
        assertEquals(List.of(), stage.heard(1, new DialBackAsk(10)), "three, then one in 10 s");
    }

    @Test
    void anOrderIsDialledProvenAndLetGo() {
        var stage = new Stage();
        stage.inboundNeighbour(1);
        Endpoint at = at(60, 1, 1, 1);

        assertEquals(
                List.of(new Dial(new Target.Machine(new Hint(id(9), List.of(at), false, 0)))),
                stage.heard(1, new DialBackOrder(7, id(9), at)));
        var effects = stage.on(new MembershipEvent.LinkUp(hint(9, false), at, true));
        assertEquals(
                List.of(send(9, new DialBackProof(7)), new Release(id(9), "dialled back")),
                effects.stream().filter(e -> e instanceof Send || e instanceof Release).toList());
    }

    @Test
    void noOrderIsFollowedThatCouldHarm() {
        var stage = new Stage();
        stage.inboundNeighbour(1);
        stage.inboundNeighbour(2);
        Endpoint at = at(60, 1, 1, 1);
        assertEquals(List.of(), stage.heard(1, new DialBackOrder(7, id(2), at)), "linked");
        assertEquals(List.of(), stage.heard(1, new DialBackOrder(7, id(0), at)), "ourselves");
        assertEquals(
                List.of(),
                stage.heard(1, new DialBackOrder(7, id(9), at(192, 168, 1, 1))),
                "nobody outside has us knock inside");
        assertEquals(
                List.of(),
                stage.heard(1, new DialBackOrder(7, id(9), Endpoint.of(at.ip(), 0))),
                "no port");
        stage.on(new MembershipEvent.LinkDown(id(2)));
        assertEquals(
                List.of(), stage.heard(1, new DialBackOrder(7, id(2), at)), "traffic just now");
        stage.up(3, false);
        assertEquals(
                List.of(), stage.heard(3, new DialBackOrder(7, id(9), at)), "no neighbour of ours");
        int followed = 0;
        for (int i = 20; i < 40; i++) {
            followed += stage.heard(1, new DialBackOrder(i, id(i), at(70, i, 1, 1))).size();
        }
        assertEquals(3, followed, "three, then one in ten seconds");
    }
}
