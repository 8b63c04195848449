// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec.session;

import dev.x0x.acl.Caps;
import dev.x0x.acl.DenialReason;
import dev.x0x.exec.audit.Outcome;
import dev.x0x.exec.audit.StdStream;
import dev.x0x.exec.audit.WarningKind;
import dev.x0x.exec.wire.Ack;
import dev.x0x.exec.wire.ToCaller;
import dev.x0x.exec.wire.ToServer;
import dev.x0x.identity.RequestId;
import dev.x0x.identity.keys.Digest;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Sessions, frames and effects in few words, for the lists. */
final class Sessions {
    static final RequestId ID = new RequestId(3, 4);
    static final byte[] REQUEST = Digest.sha256(bytes("request"));
    static final byte[] NOTHING = new byte[0];
    static final Duration START = Duration.ofSeconds(100);
    static final Duration TIMEOUT = Duration.ofSeconds(30);
    static final Duration LEASE = Duration.ofSeconds(10);

    private Sessions() {}

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static byte[] bytes(int length) {
        byte[] made = new byte[length];
        for (int i = 0; i < length; i++) {
            made[i] = (byte) (i * 31 + i / 251);
        }
        return made;
    }

    /** So long after the start. */
    static Duration at(long millis) {
        return START.plusMillis(millis);
    }

    static Caps caps(long output, long warnOutput, Duration warnDuration, Duration idle) {
        return new Caps(
                output,
                output,
                8 << 20,
                Duration.ofMinutes(5),
                4,
                32,
                warnOutput,
                warnOutput,
                warnDuration,
                idle.isZero() ? Optional.empty() : Optional.of(idle),
                Optional.empty());
    }

    static final Caps WIDE = caps(16 << 20, 0, Duration.ZERO, Duration.ZERO);

    static Terms terms(Caps caps) {
        return new Terms(
                ID, caps, TIMEOUT, LEASE, Optional.of(NOTHING), 0, Digest.sha256(NOTHING), REQUEST);
    }

    static Terms streaming(byte[] stdin) {
        return new Terms(
                ID,
                WIDE,
                TIMEOUT,
                LEASE,
                Optional.empty(),
                stdin.length,
                Digest.sha256(stdin),
                REQUEST);
    }

    /** A session whose child runs since {@link #START}. */
    static ServerSession running(Caps caps) {
        ServerSession session = new ServerSession(terms(caps), START);
        session.begin(START);
        session.started(7, START);
        return session;
    }

    /** The same, open: accepted, and its caller's first record is here. */
    static ServerSession open(Caps caps) {
        ServerSession session = running(caps);
        session.wake(at(10));
        session.record(0, 0, List.of(new ToServer.LeaseRenew(ID)), at(20));
        return session;
    }

    static List<ServerEffect> exit(ServerSession session, int code, Duration uptime) {
        List<ServerEffect> effects =
                new ArrayList<>(session.exited(OptionalInt.of(code), OptionalInt.empty(), uptime));
        effects.addAll(session.closed(StdStream.STDOUT, uptime));
        effects.addAll(session.closed(StdStream.STDERR, uptime));
        return effects;
    }

    static List<ServerEffect> die(ServerSession session, int signal, Duration uptime) {
        List<ServerEffect> effects =
                new ArrayList<>(
                        session.exited(OptionalInt.empty(), OptionalInt.of(signal), uptime));
        effects.addAll(session.closed(StdStream.STDOUT, uptime));
        effects.addAll(session.closed(StdStream.STDERR, uptime));
        return effects;
    }

    static End ended(Outcome outcome, int code, int signal, long millis, long out) {
        return new End(
                outcome,
                code < 0 ? OptionalInt.empty() : OptionalInt.of(code),
                signal < 0 ? OptionalInt.empty() : OptionalInt.of(signal),
                Duration.ofMillis(millis),
                out,
                0,
                false,
                Optional.empty());
    }

    static ToCaller started() {
        return new ToCaller.Started(ID, 7);
    }

    static ToCaller warning(WarningKind kind) {
        return new ToCaller.Warning(ID, kind, Warnings.text(kind));
    }

    static ToCaller stdout(long seq, byte[] bytes) {
        return new ToCaller.Stdout(ID, seq, bytes);
    }

    static ToServer ack(StdStream stream, long next, long credit) {
        return new Ack(ID, stream, next, credit);
    }

    /** The two frames that say how it ended. */
    static List<ToCaller> how(End end, byte[] stdout) {
        return List.of(
                new ToCaller.ExitDetail(
                        ID,
                        end.outcome(),
                        OptionalLong.empty(),
                        Digest.sha256(stdout),
                        Digest.sha256(NOTHING),
                        REQUEST),
                new ToCaller.Exit(
                        ID,
                        end.code(),
                        end.signal(),
                        end.duration().toMillis(),
                        end.stdoutTotal(),
                        end.stderrTotal(),
                        end.truncated(),
                        end.denial()));
    }

    static List<ToCaller> frames(Object... parts) {
        List<ToCaller> frames = new ArrayList<>();
        for (Object part : parts) {
            if (part instanceof ToCaller frame) {
                frames.add(frame);
            } else {
                for (Object each : (List<?>) part) {
                    frames.add((ToCaller) each);
                }
            }
        }
        return frames;
    }

    static ServerEffect record(ToCaller... frames) {
        return new ServerEffect.SendRecord(Arrays.asList(frames));
    }

    static ServerEffect refused(DenialReason reason) {
        List<ToCaller> frames = how(End.refused(reason), NOTHING);
        return new ServerEffect.SendEnd(frames, frames);
    }

    static ServerEffect warned(WarningKind kind) {
        return new ServerEffect.AuditWarning(kind, OptionalLong.empty());
    }

    static ServerEffect warned(WarningKind kind, long bytes) {
        return new ServerEffect.AuditWarning(kind, OptionalLong.of(bytes));
    }
}
