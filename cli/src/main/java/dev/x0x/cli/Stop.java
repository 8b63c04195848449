// SPDX-License-Identifier: Apache-2.0
package dev.x0x.cli;

import dev.x0x.cli.daemon.Daemon;
import dev.x0x.cli.daemon.DaemonException;
import dev.x0x.cli.daemon.UnreachableException;
import dev.x0x.cli.print.ClosedOutputException;

import java.io.IOException;
import java.time.Duration;

/** {@code x0x stop}: asks the daemon to stop, and waits until it has. */
record Stop() implements Command {
    /** It ends within 5 s (BEHAVIOUR.md §7). */
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private static final long LOOK_EVERY_MS = 50;

    @Override
    public int run(Surroundings here)
            throws DaemonException, LocalException, ClosedOutputException, IOException {
        Daemon daemon = here.daemon();
        daemon.shutdown();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < deadline) {
            if (isGone(daemon)) {
                here.terminal().line("x0xd has stopped");
                return ExitCode.OK;
            }
            try {
                Thread.sleep(LOOK_EVERY_MS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return ExitCode.FAILED;
            }
        }
        throw new LocalException("x0xd at " + daemon.address() + " still answers after 15 s");
    }

    private static boolean isGone(Daemon daemon) {
        try {
            daemon.health();
            return false;
        } catch (UnreachableException e) {
            return true;
        } catch (DaemonException | IOException e) {
            return false;
        }
    }
}
