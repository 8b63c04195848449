// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec;

import dev.x0x.exec.audit.StdStream;
import dev.x0x.exec.child.Child;

import java.util.EnumMap;
import java.util.Map;

/**
 * Stops reading a child whose output waits in our queue or that the session paused, so that a child
 * that writes without end fills its own pipe and not our memory. Used by the polling thread and the
 * server's thread.
 */
final class ChildFlow {
    /** Bytes of one stream waiting for the server's thread before reading stops; guess. */
    private static final long MOST = 512 * 1024;

    private static final class State {
        long queued;
        boolean session;
        boolean crowded;
        boolean stopped;
    }

    private final Map<StdStream, State> states = new EnumMap<>(StdStream.class);
    private Child child;

    ChildFlow() {
        states.put(StdStream.STDOUT, new State());
        states.put(StdStream.STDERR, new State());
    }

    /** The child is known only after it was started; output may come before. */
    synchronized void child(Child started) {
        child = started;
        states.keySet().forEach(this::apply);
    }

    synchronized void queued(StdStream stream, long bytes) {
        State state = states.get(stream);
        state.queued += bytes;
        state.crowded = state.queued > (state.crowded ? MOST / 4 : MOST);
        apply(stream);
    }

    synchronized void session(StdStream stream, boolean stop) {
        states.get(stream).session = stop;
        apply(stream);
    }

    private void apply(StdStream stream) {
        State state = states.get(stream);
        boolean stop = state.session || state.crowded;
        if (child == null || stop == state.stopped) {
            return;
        }
        state.stopped = stop;
        if (stop) {
            child.pause(stream);
        } else {
            child.resume(stream);
        }
    }
}
