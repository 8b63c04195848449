// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec;

import dev.x0x.acl.DenialReason;
import dev.x0x.exec.session.End;
import dev.x0x.exec.session.EndFrames;
import dev.x0x.exec.wire.ToCaller;
import dev.x0x.exec.wire.ToServer;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Saying no: counted, recorded, and only then answered; to strangers within a budget (DECISIONS
 * B2).
 */
final class Refusals {
    private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);

    private final ExecSetup setup;
    private final Audits audits;
    private final SessionDriver driver;
    private final StrangerBudget strangers = new StrangerBudget();

    Refusals(ExecSetup setup, Audits audits, SessionDriver driver) {
        this.setup = setup;
        this.audits = audits;
        this.driver = driver;
    }

    /** Refuses a request whose id was entered: the refusal is its end. */
    void keep(
            Caller caller,
            Replay.Entry entry,
            ToServer.Request asked,
            DenialReason reason,
            String why) {
        record(
                caller,
                asked,
                reason,
                why,
                () -> {
                    List<ToCaller> frames =
                            EndFrames.bare(asked.id(), entry.requestSha256(), End.refused(reason));
                    driver.end(caller.peer(), entry, frames, frames);
                });
    }

    /** Refuses without touching what is remembered of the id. */
    void only(
            Caller caller,
            byte[] requestSha256,
            ToServer.Request asked,
            DenialReason reason,
            String why) {
        record(
                caller,
                asked,
                reason,
                why,
                () -> {
                    List<ToCaller> frames =
                            EndFrames.bare(asked.id(), requestSha256, End.refused(reason));
                    driver.tell(caller.peer(), frames);
                });
    }

    /** Refuses whoever the operator does not accept; strangers mostly in silence. */
    void untrusted(
            Caller.Untrusted stranger,
            byte[] requestSha256,
            ToServer.Request asked,
            Duration uptime) {
        if (stranger.contact() || strangers.spend(stranger.peer().agent(), uptime)) {
            only(
                    stranger,
                    requestSha256,
                    asked,
                    DenialReason.TRUST_REJECTED,
                    "the trust decision is not accept");
        } else {
            // Beyond the budget a stranger costs a counter, not a disk write.
            setup.counters().denied(DenialReason.TRUST_REJECTED);
        }
    }

    private void record(
            Caller caller, ToServer.Request asked, DenialReason reason, String why, Runnable then) {
        setup.counters().denied(reason);
        LOG.debug("request {} refused: {} ({})", asked.id(), reason.code(), why);
        audits.append(
                List.of(audits.denial(caller, Optional.of(asked.id()), asked.argv(), reason)),
                _ -> then.run());
    }
}
