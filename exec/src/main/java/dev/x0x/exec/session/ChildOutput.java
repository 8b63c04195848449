// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec.session;

import dev.x0x.acl.Caps;
import dev.x0x.exec.audit.StdStream;

import java.util.ArrayList;
import java.util.List;

/** Both output streams of one child. */
final class ChildOutput {
    private final CappedOutput stdout;
    private final CappedOutput stderr;

    ChildOutput(Caps caps) {
        stdout = new CappedOutput(StdStream.STDOUT, caps.maxStdoutBytes(), caps.warnStdoutBytes());
        stderr = new CappedOutput(StdStream.STDERR, caps.maxStderrBytes(), caps.warnStderrBytes());
    }

    CappedOutput stdout() {
        return stdout;
    }

    CappedOutput stderr() {
        return stderr;
    }

    CappedOutput of(StdStream stream) {
        return stream == StdStream.STDOUT ? stdout : stderr;
    }

    List<CappedOutput> both() {
        return List.of(stdout, stderr);
    }

    long unacknowledged() {
        return stdout.out().unacknowledged() + stderr.out().unacknowledged();
    }

    boolean closed() {
        return stdout.closed() && stderr.closed();
    }

    boolean paused() {
        return stdout.paused() || stderr.paused();
    }

    boolean truncated() {
        return stdout.truncated() || stderr.truncated();
    }

    void cut() {
        both().forEach(CappedOutput::cut);
    }

    /** The streams that were stopped and may be read again. */
    List<ServerEffect> resume(boolean exited) {
        List<ServerEffect> effects = new ArrayList<>();
        for (CappedOutput output : both()) {
            if (output.paused() && !output.shouldPause(exited)) {
                output.paused(false);
                effects.add(new ServerEffect.Resume(output.stream()));
            }
        }
        return effects;
    }
}
