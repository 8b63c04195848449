// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec;

import dev.x0x.exec.audit.StdStream;
import dev.x0x.exec.child.Child;
import dev.x0x.exec.child.ChildExit;
import dev.x0x.exec.child.ChildListener;
import dev.x0x.exec.child.ChildSpec;
import dev.x0x.exec.child.Children;
import dev.x0x.exec.child.SpawnException;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Children that do what the test says. */
final class FakeChildren implements Children {
    final List<FakeChild> started = new ArrayList<>();
    boolean refuse;
    RuntimeException fault;

    /** Dies of SIGTERM by itself; if not, only of SIGKILL. */
    boolean obeys = true;

    @Override
    public Child start(ChildSpec spec, ChildListener listener) throws SpawnException {
        if (refuse) {
            throw new SpawnException(SpawnException.Reason.PROGRAM_MISSING, "no such program");
        }
        if (fault != null) {
            throw fault;
        }
        FakeChild child = new FakeChild(4000 + started.size(), spec, listener);
        started.add(child);
        return child;
    }

    FakeChild last() {
        return started.getLast();
    }

    @Override
    public void close() {}

    final class FakeChild implements Child {
        final int pid;
        final ChildSpec spec;
        final ChildListener listener;
        final List<Integer> signals = new ArrayList<>();
        boolean gone;
        boolean closed;
        boolean gaveUp;
        boolean stdoutPaused;

        FakeChild(int pid, ChildSpec spec, ChildListener listener) {
            this.pid = pid;
            this.spec = spec;
            this.listener = listener;
        }

        void write(String text) {
            listener.output(StdStream.STDOUT, text.getBytes(StandardCharsets.UTF_8));
        }

        void exit(int code) {
            end(new ChildExit.Code(code));
        }

        private void end(ChildExit how) {
            if (!gone) {
                gone = true;
                listener.exited(how);
                listener.closed(StdStream.STDOUT);
                listener.closed(StdStream.STDERR);
            }
        }

        @Override
        public int pid() {
            return pid;
        }

        @Override
        public void signalGroup(int signal) {
            if (closed) {
                return;
            }
            signals.add(signal);
            if (signal == 9 || obeys) {
                end(new ChildExit.Signal(signal));
            }
        }

        @Override
        public void pause(StdStream stream) {
            stdoutPaused |= stream == StdStream.STDOUT;
        }

        @Override
        public void resume(StdStream stream) {
            stdoutPaused &= stream != StdStream.STDOUT;
        }

        @Override
        public void giveUpOutput() {
            gaveUp = true;
        }

        @Override
        public boolean groupAlive() {
            return !gone;
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
