// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec.child;

import dev.x0x.exec.audit.StdStream;

/**
 * A started command, the leader of its own session and process group. All methods may be called
 * from any thread and do not wait.
 *
 * <p>A leader that has ended stays a zombie until {@link #close()}: as long as it does, no other
 * process can get its number, so a signal to the group can never reach a foreign one. Every child
 * has to be closed.
 */
public interface Child extends AutoCloseable {
    /** The process id, which is also the id of its group and session. */
    int pid();

    /** Sends a signal to the whole group at once, grandchildren too; nothing after close. */
    void signalGroup(int signal);

    /**
     * Stops reading a stream: the pipe fills and the command waits. At most the chunk that is being
     * read still comes.
     */
    void pause(StdStream stream);

    /** Reads a paused stream again. What was in the pipe is not lost. */
    void resume(StdStream stream);

    /** Closes our ends of all pipes. The listener hears no more of the streams, only of the end. */
    void giveUpOutput();

    /**
     * Whether a process of the group still runs; a zombie does not. Once the leader has ended this
     * reads {@code /proc}, so ask seldom.
     */
    boolean groupAlive();

    /**
     * Kills what is left of the group, closes the pipes and reaps the leader, now or when it ends.
     * The listener is not called any more, not even for the end.
     */
    @Override
    void close();
}
