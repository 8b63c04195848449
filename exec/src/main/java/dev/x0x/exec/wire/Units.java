// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec.wire;

import dev.x0x.identity.codec.MalformedException;
import dev.x0x.identity.codec.Refusal;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Which frames may ride together, and where (DECISIONS A4). Anything else is dropped whole and
 * counted.
 */
public final class Units {
    private static final int NAMED =
            8; // frames named in a refusal; enough to find the sender's bug

    private Units() {}

    /**
     * Passes what may ride together; all of it belongs to one request.
     *
     * @throws MalformedException {@code bad_unit}
     */
    public static void check(Direction direction, Rides rides, List<? extends ExecFrame> frames)
            throws MalformedException {
        boolean fits =
                switch (rides) {
                    case ENVELOPE ->
                            switch (direction) {
                                case TO_EXECUTOR -> asks(frames);
                                case TO_REQUESTER -> answers(frames);
                            };
                    case RECORD -> inRecord(direction, frames);
                };
        if (!fits || frames.stream().map(ExecFrame::id).distinct().count() > 1) {
            String names =
                    frames.stream()
                            .limit(NAMED)
                            .map(frame -> frame.getClass().getSimpleName())
                            .collect(Collectors.joining(" "));
            throw new MalformedException(
                    Refusal.BAD_UNIT,
                    "%s, %s, %d frames: %s".formatted(rides, direction, frames.size(), names));
        }
    }

    /** Exactly one of [Open, Request], [Cancel], [Query]. */
    private static boolean asks(List<? extends ExecFrame> frames) {
        return switch (frames.size()) {
            case 1 ->
                    frames.getFirst() instanceof ToServer.Cancel
                            || frames.getFirst() instanceof ToServer.Query;
            case 2 ->
                    frames.getFirst() instanceof ToServer.Open
                            && frames.getLast() instanceof ToServer.Request;
            default -> false;
        };
    }

    /** [Accepted] alone, or Started? Stdout* Stderr* Warning* ExitDetail Exit in this order. */
    private static boolean answers(List<? extends ExecFrame> frames) {
        if (frames.size() == 1) {
            return frames.getFirst() instanceof ToCaller.Accepted;
        }
        Part last = Part.NOTHING;
        for (ExecFrame frame : frames) {
            Part part = partOfEnd(frame);
            if (part.compareTo(last) < 0 || (part == last && !part.repeats)) {
                return false;
            }
            last = part;
        }
        // in rising order, EXIT last and DETAIL only once: two from the end is DETAIL or there is
        // none
        return last == Part.EXIT && frames.get(frames.size() - 2) instanceof ToCaller.ExitDetail;
    }

    /** Where a frame stands in an end envelope, in the order in which they must come. */
    private enum Part {
        MISFIT(false), // below NOTHING, so that it never fits
        NOTHING(false),
        STARTED(false),
        STDOUT(true),
        STDERR(true),
        WARNING(true),
        DETAIL(false),
        EXIT(false);

        private final boolean repeats;

        Part(boolean repeats) {
            this.repeats = repeats;
        }
    }

    private static Part partOfEnd(ExecFrame frame) {
        return switch (frame) {
            case ToCaller.Started _ -> Part.STARTED;
            case ToCaller.Stdout _ -> Part.STDOUT;
            case ToCaller.Stderr _ -> Part.STDERR;
            case ToCaller.Warning _ -> Part.WARNING;
            case ToCaller.ExitDetail _ -> Part.DETAIL;
            case ToCaller.Exit _ -> Part.EXIT;
            case ToCaller.Accepted _ -> Part.MISFIT;
            case ToServer _ -> Part.MISFIT; // Ack among them
        };
    }

    private static boolean inRecord(Direction direction, List<? extends ExecFrame> frames) {
        return frames.stream()
                .allMatch(
                        frame ->
                                switch (direction) {
                                    case TO_EXECUTOR ->
                                            frame instanceof ToServer said && inRecord(said);
                                    case TO_REQUESTER ->
                                            frame instanceof ToCaller said && inRecord(said);
                                });
    }

    private static boolean inRecord(ToServer frame) {
        return switch (frame) {
            case ToServer.LeaseRenew _, ToServer.Stdin _, ToServer.StdinEnd _, Ack _ -> true;
            case ToServer.Request _, ToServer.Open _, ToServer.Cancel _, ToServer.Query _ -> false;
        };
    }

    private static boolean inRecord(ToCaller frame) {
        return switch (frame) {
            case ToCaller.Started _,
                    ToCaller.Stdout _,
                    ToCaller.Stderr _,
                    ToCaller.Warning _,
                    Ack _ ->
                    true;
            case ToCaller.Exit _, ToCaller.ExitDetail _, ToCaller.Accepted _ -> false;
        };
    }
}
