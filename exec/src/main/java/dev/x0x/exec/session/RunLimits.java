// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec.session;

import java.time.Duration;
import java.util.Optional;

/** The times that a request's terms set to its run, counted from where it began. */
final class RunLimits {
    /** A command that ends within this is answered by one envelope; guess, to be measured. */
    static final Duration SHORT_COMMAND = Duration.ofMillis(10);

    /** Beyond the command's own timeout, for streamed stdin to arrive in; guess. */
    static final Duration STDIN_PATIENCE = Duration.ofSeconds(60);

    private final Terms terms;
    private Duration began;
    private Duration lastOutput;
    private boolean warned;

    RunLimits(Terms terms, Duration uptime) {
        this.terms = terms;
        this.began = uptime;
        this.lastOutput = uptime;
    }

    void begin(Duration uptime) {
        began = uptime;
        lastOutput = uptime;
    }

    void output(Duration uptime) {
        lastOutput = uptime;
    }

    void warned() {
        warned = true;
    }

    Duration ran(Duration uptime) {
        return uptime.minus(began);
    }

    Duration shortUntil() {
        return began.plus(SHORT_COMMAND);
    }

    Duration stdinBy() {
        return began.plus(terms.timeout()).plus(STDIN_PATIENCE);
    }

    Duration timeoutAt() {
        return began.plus(terms.timeout());
    }

    /** A command that waits for its caller to read is not idle. */
    Optional<Duration> idleAt(boolean paused) {
        return paused ? Optional.empty() : terms.caps().maxIdle().map(lastOutput::plus);
    }

    Optional<Duration> warnAt() {
        Duration warn = terms.caps().warnDuration();
        return warned || warn.isZero() ? Optional.empty() : Optional.of(began.plus(warn));
    }
}
