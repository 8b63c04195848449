// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec;

import dev.x0x.exec.audit.StdStream;
import dev.x0x.exec.child.ChildExit;
import dev.x0x.exec.child.ChildListener;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.OptionalInt;

/** Turns what the polling thread reports of a child into tasks of the server's thread. */
final class ChildReports implements ChildListener {
    private static final Logger LOG = LoggerFactory.getLogger(ChildReports.class);

    private final Loop loop;
    private final SessionDriver driver;
    private final Served served;
    private final ChildFlow flow;

    ChildReports(Loop loop, SessionDriver driver, Served served, ChildFlow flow) {
        this.loop = loop;
        this.driver = driver;
        this.served = served;
        this.flow = flow;
    }

    @Override
    public void output(StdStream stream, byte[] bytes) {
        flow.queued(stream, bytes.length);
        loop.run(
                () -> {
                    flow.queued(stream, -bytes.length);
                    driver.turn(served, now -> served.session.output(stream, bytes, now));
                });
    }

    @Override
    public void closed(StdStream stream) {
        loop.run(() -> driver.turn(served, now -> served.session.closed(stream, now)));
    }

    @Override
    public void exited(ChildExit exit) {
        loop.run(
                () -> {
                    switch (exit) {
                        case ChildExit.Code(int code) ->
                                exited(OptionalInt.of(code), OptionalInt.empty());
                        case ChildExit.Signal(int signal) ->
                                exited(OptionalInt.empty(), OptionalInt.of(signal));
                        case ChildExit.Lost(String why) -> {
                            LOG.error("the end of {} is lost: {}", served.entry.key.id(), why);
                            exited(OptionalInt.empty(), OptionalInt.empty());
                        }
                    }
                });
    }

    private void exited(OptionalInt code, OptionalInt signal) {
        driver.turn(served, now -> served.session.exited(code, signal, now));
    }
}
