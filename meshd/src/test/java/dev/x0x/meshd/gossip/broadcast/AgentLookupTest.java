// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.broadcast;

import static dev.x0x.meshd.gossip.broadcast.Bench.send;
import static dev.x0x.meshd.gossip.broadcast.Records.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.x0x.identity.MachineId;
import dev.x0x.meshd.gossip.wire.BroadcastFrame.Found;
import dev.x0x.meshd.gossip.wire.BroadcastFrame.Lookup;
import dev.x0x.meshd.gossip.wire.RecordKind;
import dev.x0x.meshd.gossip.wire.SignedRecord;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Optional;

/** Where an agent runs, asked by nothing but its id. */
class AgentLookupTest {
    private static final MachineId A = machine(1);
    private static final MachineId B = machine(2);
    private static final MachineId AGENT = machine(50);
    private static final SignedRecord.Key ASKED = new SignedRecord.Key(RecordKind.ADVERT, AGENT);

    private final Bench bench = new Bench(A, B);

    /** For this agent, on the machine of this number. */
    private static SignedRecord advert(long number, long second) {
        long version = Records.WALL / 1_000 + second;
        return new SignedRecord(
                RecordKind.ADVERT,
                Records.fresh(),
                machine(1_000 + number), // stands for a digest of agent and machine
                AGENT,
                version,
                version * 1_000 + Records.DAY,
                Optional.empty(),
                new byte[100]);
    }

    @Test
    void the_newest_advert_of_an_agent_is_the_answer_whatever_machine_it_names() {
        SignedRecord old = advert(1, 1);
        SignedRecord newer = advert(2, 5);
        bench.on(new BroadcastEvent.Known(old));
        bench.on(new BroadcastEvent.Known(newer));
        assertEquals(
                List.of(send(A, new Found(7, newer))), bench.heard(A, new Lookup(7, 6, ASKED)));
        SignedRecord again = advert(1, 9);
        bench.on(new BroadcastEvent.Known(again));
        assertEquals(
                List.of(send(A, new Found(8, again))), bench.heard(A, new Lookup(8, 6, ASKED)));
        assertEquals(
                List.of(new BroadcastEffect.Found(again)),
                bench.on(new BroadcastEvent.Seek(ASKED, Optional.empty())));
    }

    @Test
    void an_answer_is_that_agents_and_verified() {
        var asked = bench.on(new BroadcastEvent.Seek(ASKED, Optional.empty()));
        long nonce = Bench.sent(Lookup.class, asked).getFirst().nonce();
        SignedRecord others = Records.record(RecordKind.ADVERT, machine(51), 1, new byte[100]);
        assertEquals(List.of(), bench.heard(A, new Found(nonce, others)), "of another agent");
        SignedRecord advert = advert(1, 1);
        List<BroadcastEffect> verify = bench.heard(A, new Found(nonce, advert));
        assertEquals(1, Bench.only(BroadcastEffect.Verify.class, verify).size());
        assertEquals(new BroadcastEffect.Found(advert), bench.verified(verify, true).getLast());
    }

    @Test
    void one_who_passes_the_question_on_passes_the_answer_back() {
        assertEquals(
                List.of(send(B, new Lookup(7, 5, ASKED))), bench.heard(A, new Lookup(7, 6, ASKED)));
        SignedRecord advert = advert(1, 1);
        var effects = bench.verified(bench.heard(B, new Found(7, advert)), true);
        assertEquals(send(A, new Found(7, advert)), effects.getLast());
    }
}
