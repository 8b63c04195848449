// SPDX-License-Identifier: Apache-2.0
package dev.x0x.cli;

import dev.x0x.cli.daemon.Daemon;
import dev.x0x.cli.daemon.DaemonException;
import dev.x0x.cli.print.Terminal;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C: the remote command is cancelled, and its end waited for. SIGINT, SIGTERM and SIGHUP start
 * the VM's shutdown, which runs this beside the thread that goes on reading events; that thread
 * then ends the process with the code of whatever end came.
 */
final class Interruption {
    /** TERM, five seconds of grace, KILL, two seconds of drain, and the way back. */
    private static final long PATIENCE_SECONDS = 20;

    private final Daemon daemon;
    private final Terminal terminal;
    private final CountDownLatch end = new CountDownLatch(1);
    private volatile String requestId;
    private volatile boolean interrupted;

    Interruption(Daemon daemon, Terminal terminal) {
        this.daemon = daemon;
        this.terminal = terminal;
    }

    /** From here on an interrupt is ours. */
    void watch() {
        try {
            Runtime.getRuntime().addShutdownHook(new Thread(this::interrupt, "interrupt"));
        } catch (IllegalStateException e) {
            interrupted = true; // it came before us
        }
    }

    /** The daemon has taken the request under this id. */
    void known(String id) {
        requestId = id;
    }

    /** Nothing is left to cancel. */
    void over() {
        end.countDown();
    }

    boolean isInterrupted() {
        return interrupted;
    }

    /** The request's id for a message. */
    String asked() {
        String id = requestId;
        return id == null ? "" : " request_id=" + id;
    }

    /** Cancels and waits. Before the request has an id, going away is all that is needed. */
    void interrupt() {
        String id = requestId;
        if (end.getCount() == 0) {
            return;
        }
        interrupted = true;
        if (id == null) {
            terminal.say("outcome=cancelled: interrupted before the request was taken");
            Runtime.getRuntime().halt(ExitCode.CANCELLED);
        }
        terminal.say("cancelling " + id);
        cancel(id);
        try {
            if (end.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                // The other thread has the end and is about to leave with its code.
                TimeUnit.SECONDS.sleep(PATIENCE_SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        terminal.say("outcome=fate_unknown request_id=" + id + ": cancelled, but no end came");
        Runtime.getRuntime().halt(ExitCode.FATE_UNKNOWN);
    }

    /** A no is no reason not to wait: the command may just have ended. */
    private void cancel(String id) {
        try {
            daemon.cancel(id, Optional.empty());
        } catch (DaemonException | IOException e) {
            terminal.say("cannot cancel: " + e.getMessage());
        }
    }
}
