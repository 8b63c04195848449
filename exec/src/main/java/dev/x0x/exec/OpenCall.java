// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec;

import dev.x0x.exec.session.Call;
import dev.x0x.exec.session.CallEffect;
import dev.x0x.exec.wire.Direction;
import dev.x0x.exec.wire.RecordOpener;
import dev.x0x.exec.wire.RecordSealer;
import dev.x0x.exec.wire.SessionKeys;
import dev.x0x.exec.wire.ToCaller;
import dev.x0x.exec.wire.ToServer;
import dev.x0x.identity.keys.KemKeyPair;
import dev.x0x.identity.keys.SecretKeyBytes;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * What {@link ExecCaller} holds of one call. Owned by its thread, but for {@code events}, which the
 * waiting thread drains.
 */
final class OpenCall {
    /** Answers that may overtake it: an Accepted and an end, each with copies. */
    static final int MOST_EARLY = 16;

    /** An answer that overtook the news that its request was posted. */
    record Early(List<ToCaller> frames, ReceivedMail mail) {}

    final CallRequest request;
    final ToServer.Open open;
    final KemKeyPair ephemeral;
    final Duration since;
    final List<Early> early = new ArrayList<>();

    /** At most a window of output is in here: more is not credited to the sender. */
    final BlockingQueue<CallEffect> events = new LinkedBlockingQueue<>();

    Call call;
    PeerMail.Posted posted;
    SessionKeys keys;
    RecordSealer sealer;
    RecordOpener opener;
    Alarm alarm;
    FullLink link;

    /** Its end is wanted soon: a cancel goes out as soon as the request has. */
    boolean cancelled;

    /** Nobody reads its events any more. */
    boolean abandoned;

    boolean finished;

    OpenCall(CallRequest request, ToServer.Open open, KemKeyPair ephemeral, Duration since) {
        this.request = request;
        this.open = open;
        this.ephemeral = ephemeral;
        this.since = since;
    }

    /** Derives the session's keys from what the executor encapsulated (DECISIONS A6). */
    void unlock(Peer self, ToCaller.Accepted accepted) {
        try (SecretKeyBytes shared = ephemeral.decapsulate(accepted.ephCt()).orElseThrow()) {
            keys =
                    SessionKeys.derive(
                            open.secret(),
                            shared,
                            posted.bodySha256(),
                            self.target(),
                            request.target().target(),
                            request.id(),
                            accepted.ephCt());
        }
        sealer = keys.sealer(Direction.TO_EXECUTOR);
        opener = keys.opener(Direction.TO_REQUESTER);
    }

    void erase() {
        open.secret().close();
        ephemeral.close();
        if (keys != null) {
            keys.close();
            sealer.close();
            opener.close();
        }
    }
}
