// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd;

import dev.x0x.identity.MachineId;
import dev.x0x.identity.codec.MalformedException;
import dev.x0x.identity.codec.Refusal;
import dev.x0x.meshd.directory.Advertised;
import dev.x0x.meshd.directory.RevocationBook;
import dev.x0x.meshd.link.DownCause;
import dev.x0x.meshd.link.HelloVerifier;

import java.time.InstantSource;

/**
 * Judges the records in a peer's Hello: signed, of one agent on the proven machine, and of now
 * (DECISIONS A8), and neither of them revoked.
 */
record Greeting(InstantSource clock, RevocationBook revocations) implements HelloVerifier {
    @Override
    public Judgement judge(MachineId proven, byte[] announcement, byte[] advert) {
        try {
            Advertised said = Advertised.fromHello(proven, announcement, advert);
            if (revocations.revoked(said.pair().agent()) || revocations.revoked(proven)) {
                return new Refused(DownCause.REFUSED_BY_POLICY, "its key was revoked");
            }
            return said.freshAt(clock.instant())
                    ? new Accepted(said.pair().agent())
                    : new Refused(
                            DownCause.HELLO_REFUSED,
                            "its records are not of now; compare the clocks");
        } catch (MalformedException e) {
            boolean mismatch = e.refusal() == Refusal.ID_MISMATCH;
            return new Refused(
                    mismatch ? DownCause.HELLO_MISMATCH : DownCause.HELLO_REFUSED, e.getMessage());
        }
    }
}
