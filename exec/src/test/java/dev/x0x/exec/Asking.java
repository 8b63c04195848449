// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec;

import dev.x0x.acl.DenialReason;
import dev.x0x.exec.audit.Outcome;
import dev.x0x.exec.wire.ExecFrame;
import dev.x0x.exec.wire.ExecPayload;
import dev.x0x.exec.wire.RequestContent;
import dev.x0x.exec.wire.ToCaller;
import dev.x0x.exec.wire.ToServer;
import dev.x0x.identity.RequestId;
import dev.x0x.identity.keys.Digest;
import dev.x0x.identity.keys.KemKeyPair;
import dev.x0x.identity.keys.SecretKeyBytes;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A requester without a daemon: says what the test says, and hears what is answered. */
final class Asking {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final byte[] KEY = KemKeyPair.generate(RANDOM).publicKey();

    final World world;
    final MemoryMail mail;
    final Peer self;
    final Peer to;
    Duration timeout = Duration.ofSeconds(30);
    Optional<String> cwd = Optional.empty();
    long stdinTotal;
    byte[] stdinSha256 = Digest.sha256(new byte[0]);
    byte[] key = KEY;
    long leaseMs = 10_000;
    private int heard;

    Asking(World world, MemoryMail mail, Peer self, Peer to) {
        this.world = world;
        this.mail = mail;
        this.self = self;
        this.to = to;
    }

    /** Open and Request, delivered. */
    MemoryMail.Message ask(long id, String... argv) {
        MemoryMail.Message message = mail.seal(self, to, payload(id, argv));
        mail.deliver(message);
        world.settle();
        return message;
    }

    byte[] payload(long id, String... argv) {
        RequestId request = new RequestId(7, id);
        return ExecPayload.encode(
                List.of(
                        new ToServer.Open(
                                request,
                                SecretKeyBytes.take(new byte[ToServer.Open.SECRET]),
                                key,
                                leaseMs,
                                stdinTotal,
                                stdinSha256),
                        new ToServer.Request(
                                request,
                                List.of(argv),
                                Optional.empty(),
                                timeout.toMillis(),
                                cwd)));
    }

    /** The same content sealed anew; not yet delivered. */
    MemoryMail.Message same(MemoryMail.Message first) {
        return mail.seal(self, to, first.payload());
    }

    byte[] content(MemoryMail.Message request) {
        List<ExecFrame> frames = request.frames();
        return RequestContent.sha256(
                (ToServer.Open) frames.getFirst(), (ToServer.Request) frames.getLast());
    }

    void query(long id) {
        say(new ToServer.Query(new RequestId(7, id)));
    }

    void cancel(long id) {
        say(new ToServer.Cancel(new RequestId(7, id)));
    }

    void say(ToServer... frames) {
        mail.deliver(mail.seal(self, to, ExecPayload.encode(List.of(frames))));
        world.settle();
    }

    /** What was sent to us since the last question, copies too. */
    List<MemoryMail.Message> answers() {
        List<MemoryMail.Message> ours =
                mail.sent.stream().filter(message -> message.to().equals(self)).toList();
        List<MemoryMail.Message> fresh = List.copyOf(ours.subList(heard, ours.size()));
        heard = ours.size();
        return fresh;
    }

    /** The ends among them. */
    List<Outcome> ends() {
        List<Outcome> ends = new ArrayList<>();
        for (MemoryMail.Message message : answers()) {
            for (ExecFrame frame : message.frames()) {
                if (frame instanceof ToCaller.ExitDetail detail) {
                    ends.add(detail.outcome());
                }
            }
        }
        return ends;
    }

    List<DenialReason> denials() {
        List<DenialReason> denials = new ArrayList<>();
        for (MemoryMail.Message message : answers()) {
            for (ExecFrame frame : message.frames()) {
                if (frame instanceof ToCaller.Exit exit) {
                    exit.denialReason().ifPresent(denials::add);
                }
            }
        }
        return denials;
    }

    private MemoryMail.Message last() {
        return mail.sent.stream()
                .filter(message -> message.to().equals(self))
                .reduce((_, later) -> later)
                .orElseThrow();
    }

    ToCaller.ExitDetail lastDetail() {
        List<ExecFrame> frames = last().frames();
        return (ToCaller.ExitDetail) frames.get(frames.size() - 2);
    }

    boolean lastAnswerHas(Class<? extends ExecFrame> type) {
        return last().has(type);
    }
}
