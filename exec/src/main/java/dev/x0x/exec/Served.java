// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec;

import dev.x0x.exec.audit.StdStream;
import dev.x0x.exec.child.Child;
import dev.x0x.exec.session.ServerEffect;
import dev.x0x.exec.session.ServerSession;
import dev.x0x.exec.wire.RecordOpener;
import dev.x0x.exec.wire.RecordSealer;
import dev.x0x.exec.wire.SessionKeys;
import dev.x0x.exec.wire.ToServer;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** What {@link ExecServer} holds of one running request. Owned by its thread. */
final class Served {
    final Replay.Entry entry;
    final Caller.Trusted caller;
    final ServerSession session;
    final ToServer.Open open;
    final String program;
    final String cwd;
    final List<String> argv;
    final Duration since;
    final Deque<ServerEffect> waiting = new ArrayDeque<>();

    /** An audit record is on its way to disk: what follows it waits. */
    boolean blocked;

    boolean closed;

    /** The session's secrets are gone: no record is opened or sealed any more. */
    boolean erased;

    Alarm alarm;
    FullLink link;
    Child child;
    ChildFlow flow;
    SessionKeys keys;
    RecordSealer sealer;
    RecordOpener opener;

    Served(
            Replay.Entry entry,
            Caller.Trusted caller,
            ServerSession session,
            ToServer.Open open,
            String program,
            String cwd,
            List<String> argv,
            Duration since) {
        this.entry = entry;
        this.caller = caller;
        this.session = session;
        this.open = open;
        this.program = program;
        this.cwd = cwd;
        this.argv = argv;
        this.since = since;
    }

    ActiveSession view(Duration now) {
        return new ActiveSession(entry.key.id(), caller.peer(), argv, now.minus(since));
    }

    void erase() {
        erased = true;
        open.secret().close();
        if (keys != null) {
            keys.close();
            keys = null;
            sealer = null;
            opener = null;
        }
    }

    /**
     * The child's reading is stopped or started; both the session and a crowded queue may want it
     * stopped.
     */
    void pause(StdStream stream, boolean stop) {
        if (flow != null) {
            flow.session(stream, stop);
        }
    }
}
