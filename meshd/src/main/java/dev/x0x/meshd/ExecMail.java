// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd;

import dev.x0x.exec.Caller;
import dev.x0x.exec.ExecPort;
import dev.x0x.exec.Peer;
import dev.x0x.exec.ReceivedMail;
import dev.x0x.exec.audit.Via;
import dev.x0x.meshd.mail.MailPort;
import dev.x0x.meshd.mail.OpenedMail;

import java.util.Optional;

/** Joins mail to exec: turns a sender and the answer of trust into a caller. */
final class ExecMail implements MailPort {
    /** Exec envelopes live at most this long (DECISIONS B4). */
    private static final long LONGEST_MS = 30_000;

    private final ExecPort port;

    ExecMail(ExecPort port) {
        this.port = port;
    }

    @Override
    public Reception receive(OpenedMail mail) {
        if (mail.lifetimeMs() > LONGEST_MS) {
            return Reception.LIVES_TOO_LONG;
        }
        Peer peer = new Peer(mail.sender(), mail.machine());
        Via via =
                new Via(
                        mail.via(),
                        Optional.of(
                                mail.viaAddress().getAddress().getHostAddress()
                                        + ":"
                                        + mail.viaAddress().getPort()),
                        mail.via().equals(mail.machine()));
        Caller caller =
                switch (mail.trust()) {
                    case ACCEPT -> new Caller.Trusted(peer, via);
                    case ACCEPT_WITH_FLAG, REJECT_MACHINE_MISMATCH, UNKNOWN, REJECT_BLOCKED ->
                            new Caller.Untrusted(peer, via, mail.contact());
                };
        boolean taken =
                port.receive(
                        caller,
                        new ReceivedMail(
                                mail.payload(),
                                mail.bodySha256(),
                                mail.createdUnixMs(),
                                mail.acknowledge()));
        return taken ? Reception.TAKEN : Reception.NO_ROOM;
    }

    @Override
    public void repeated(byte[] bodySha256) {
        port.repeated(bodySha256);
    }
}
