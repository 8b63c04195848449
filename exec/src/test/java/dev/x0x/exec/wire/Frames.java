// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec.wire;

import dev.x0x.acl.DenialReason;
import dev.x0x.exec.audit.Outcome;
import dev.x0x.exec.audit.StdStream;
import dev.x0x.exec.audit.WarningKind;
import dev.x0x.identity.RequestId;
import dev.x0x.identity.keys.MlKem;
import dev.x0x.identity.keys.SecretKeyBytes;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Frames for tests: one of each type, and any. */
final class Frames {
    private Frames() {}

    /** The names of all fifteen types, by variant. */
    static final List<String> TYPES =
            List.of(
                    "Request",
                    "LeaseRenew",
                    "Started",
                    "Stdout",
                    "Stderr",
                    "Warning",
                    "Exit",
                    "Cancel",
                    "Open",
                    "Stdin",
                    "StdinEnd",
                    "ExitDetail",
                    "Ack",
                    "Query",
                    "Accepted");

    /** The plainest frame of a type. */
    static ExecFrame ofType(String type, RequestId id) {
        byte[] digest = new byte[32];
        return switch (type) {
            case "Request" ->
                    new ToServer.Request(id, List.of("id"), Optional.empty(), 0, Optional.empty());
            case "LeaseRenew" -> new ToServer.LeaseRenew(id);
            case "Started" -> new ToCaller.Started(id, 1);
            case "Stdout" -> new ToCaller.Stdout(id, 0, new byte[1]);
            case "Stderr" -> new ToCaller.Stderr(id, 0, new byte[1]);
            case "Warning" -> new ToCaller.Warning(id, WarningKind.IDLE, "quiet");
            case "Exit" ->
                    new ToCaller.Exit(
                            id,
                            OptionalInt.of(0),
                            OptionalInt.empty(),
                            0,
                            0,
                            0,
                            false,
                            Optional.empty());
            case "Cancel" -> new ToServer.Cancel(id);
            case "Open" ->
                    new ToServer.Open(
                            id,
                            SecretKeyBytes.take(new byte[32]),
                            new byte[MlKem.PUBLIC_KEY],
                            10_000,
                            0,
                            digest);
            case "Stdin" -> new ToServer.Stdin(id, 0, new byte[1]);
            case "StdinEnd" -> new ToServer.StdinEnd(id);
            case "ExitDetail" ->
                    new ToCaller.ExitDetail(
                            id, Outcome.EXITED, OptionalLong.empty(), digest, digest, digest);
            case "Ack" -> new Ack(id, StdStream.STDOUT, 0, 0);
            case "Query" -> new ToServer.Query(id);
            case "Accepted" -> new ToCaller.Accepted(id, new byte[MlKem.CIPHERTEXT]);
            default -> throw new AssertionError("unknown frame type " + type);
        };
    }

    /** Any frame, some hundred bytes at most but for the keys of Open and Accepted. */
    static Arbitrary<ExecFrame> any() {
        Arbitrary<RequestId> id = Combinators.combine(u64(), u64()).as(RequestId::new);
        return Arbitraries.oneOf(
                request(id),
                id.map(ToServer.LeaseRenew::new),
                id.map(ToServer.Cancel::new),
                id.map(ToServer.StdinEnd::new),
                id.map(ToServer.Query::new),
                Combinators.combine(id, u32()).as(ToCaller.Started::new),
                Combinators.combine(id, u32(), bytes(0, 200)).as(ToCaller.Stdout::new),
                Combinators.combine(id, u32(), bytes(0, 200)).as(ToCaller.Stderr::new),
                Combinators.combine(id, u32(), bytes(0, 200)).as(ToServer.Stdin::new),
                Combinators.combine(id, Arbitraries.of(WarningKind.class), text())
                        .as(ToCaller.Warning::new),
                exit(id),
                open(id),
                exitDetail(id),
                Combinators.combine(id, Arbitraries.of(StdStream.class), u32(), u64()).as(Ack::new),
                Combinators.combine(id, bytes(MlKem.CIPHERTEXT, MlKem.CIPHERTEXT))
                        .as(ToCaller.Accepted::new));
    }

    static Arbitrary<Long> u64() {
        return Arbitraries.longs();
    }

    static Arbitrary<byte[]> bytes(int least, int most) {
        return Arbitraries.bytes().array(byte[].class).ofMinSize(least).ofMaxSize(most);
    }

    private static Arbitrary<Long> u32() {
        return Arbitraries.longs().between(0, 0xffff_ffffL);
    }

    /** Text of whole code points, beyond the first plane too. */
    private static Arbitrary<String> text() {
        return Arbitraries.integers()
                .between(0, Character.MAX_CODE_POINT)
                .filter(point -> point < 0xd800 || point > 0xdfff)
                .list()
                .ofMaxSize(12)
                .map(
                        points -> {
                            var text = new StringBuilder();
                            points.forEach(text::appendCodePoint);
                            return text.toString();
                        });
    }

    private static Arbitrary<ToServer.Request> request(Arbitrary<RequestId> id) {
        return Combinators.combine(
                        id,
                        text().list().ofMaxSize(5),
                        bytes(0, 50).optional(),
                        u32(),
                        text().optional())
                .as(ToServer.Request::new);
    }

    private static Arbitrary<ToServer.Open> open(Arbitrary<RequestId> id) {
        return Combinators.combine(
                        id,
                        bytes(32, 32).map(SecretKeyBytes::copyOf),
                        bytes(MlKem.PUBLIC_KEY, MlKem.PUBLIC_KEY),
                        u32(),
                        u64(),
                        bytes(32, 32))
                .as(ToServer.Open::new);
    }

    private static Arbitrary<ToCaller.Exit> exit(Arbitrary<RequestId> id) {
        Arbitrary<OptionalInt> number =
                Arbitraries.integers()
                        .optional()
                        .map(n -> n.map(OptionalInt::of).orElse(OptionalInt.empty()));
        return Combinators.combine(
                        id,
                        number,
                        number,
                        u64(),
                        u64(),
                        u64(),
                        Arbitraries.of(true, false),
                        Arbitraries.of(DenialReason.class).optional())
                .as(ToCaller.Exit::new);
    }

    private static Arbitrary<ToCaller.ExitDetail> exitDetail(Arbitrary<RequestId> id) {
        Arbitrary<OptionalLong> retry =
                u64().optional().map(n -> n.map(OptionalLong::of).orElse(OptionalLong.empty()));
        return Combinators.combine(
                        id,
                        Arbitraries.of(Outcome.class),
                        retry,
                        bytes(32, 32),
                        bytes(32, 32),
                        bytes(32, 32))
                .as(ToCaller.ExitDetail::new);
    }
}
