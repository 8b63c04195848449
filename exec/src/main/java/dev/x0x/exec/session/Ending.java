// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec.session;

import dev.x0x.exec.audit.Outcome;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/** Why a command ends and what the kernel said of it: the first cause stands. */
final class Ending {
    /** SIGTERM to SIGKILL (BEHAVIOUR.md §3). */
    static final Duration GRACE = Duration.ofSeconds(5);

    private Outcome cause;
    private String why = "";
    private OptionalInt code = OptionalInt.empty();
    private OptionalInt signal = OptionalInt.empty();
    private Duration killAt;

    boolean caused() {
        return cause != null;
    }

    void because(Outcome outcome, String words) {
        cause = outcome;
        why = words;
    }

    String why() {
        return why;
    }

    void exited(OptionalInt withCode, OptionalInt bySignal) {
        code = withCode;
        signal = bySignal;
    }

    /** SIGTERM went out: SIGKILL follows. */
    void graceFrom(Duration uptime) {
        killAt = uptime.plus(GRACE);
    }

    void killed() {
        killAt = null;
    }

    /** When SIGKILL is due, or null. */
    Duration killAt() {
        return killAt;
    }

    /** The end, as far as it is known; with neither code nor signal the kernel did not say. */
    End of(Duration ran, ChildOutput output) {
        Outcome natural = signal.isPresent() ? Outcome.SIGNALLED : Outcome.FATE_UNKNOWN;
        Outcome said = code.isPresent() ? Outcome.EXITED : natural;
        return new End(
                cause == null ? said : cause,
                code,
                signal,
                ran,
                output.stdout().total(),
                output.stderr().total(),
                output.truncated(),
                Optional.empty());
    }
}
