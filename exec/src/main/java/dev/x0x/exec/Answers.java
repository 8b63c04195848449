// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec;

import dev.x0x.acl.ExecPolicy;
import dev.x0x.exec.session.End;
import dev.x0x.exec.session.EndFrames;
import dev.x0x.exec.wire.ToCaller;
import dev.x0x.identity.RequestId;

import java.util.List;

/**
 * What is said again to who asks again. Gate rows 3 and 7 hold for it too (DECISIONS B3); trust is
 * judged before.
 */
final class Answers {
    private final ExecSetup setup;
    private final SessionDriver driver;
    private final Replay replay;

    Answers(ExecSetup setup, SessionDriver driver, Replay replay) {
        this.setup = setup;
        this.driver = driver;
        this.replay = replay;
    }

    /** Whether this pair may run anything here now. */
    boolean mayAsk(Peer peer) {
        ExecPolicy policy = setup.policy().get();
        return policy.enabled() && policy.lists(peer.agent(), peer.machine());
    }

    /** A question by id: one never seen and one that may not be asked look the same. */
    void query(Peer peer, RequestId id) {
        replay.seen(new Replay.Key(peer, id)).ifPresent(this::again);
    }

    /** The identical envelope arrived again: its answer goes again, byte for byte. */
    void repeated(byte[] bodySha256) {
        replay.withBody(bodySha256)
                .filter(this::mayHear)
                .flatMap(Replay.Entry::answer)
                .ifPresent(PeerMail.Posted::again);
    }

    /** The same request in another envelope is a question; its answer names that envelope. */
    void asked(Replay.Entry entry, byte[] requestSha256) {
        replay.askedBy(entry, requestSha256);
        again(entry);
    }

    /** What was said last; after that is forgotten, that nobody knows. */
    private void again(Replay.Entry entry) {
        if (!mayHear(entry)) {
            return;
        }
        if (entry.live()) {
            entry.answer().ifPresent(PeerMail.Posted::again);
            return;
        }
        List<ToCaller> end =
                entry.end()
                        .orElseGet(
                                () ->
                                        EndFrames.bare(
                                                entry.key.id(), entry.askedBy(), End.unknown()));
        driver.answer(entry, end);
    }

    /** A refusal tells nothing but itself, so whoever it is for may hear it twice. */
    private boolean mayHear(Replay.Entry entry) {
        return mayAsk(entry.key.peer()) || entry.end().filter(Answers::refusal).isPresent();
    }

    private static boolean refusal(List<ToCaller> end) {
        return end.getLast() instanceof ToCaller.Exit exit && exit.denialReason().isPresent();
    }
}
