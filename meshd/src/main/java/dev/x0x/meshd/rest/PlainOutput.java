// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.rest;

import dev.x0x.exec.audit.StdStream;
import dev.x0x.exec.audit.WarningKind;
import dev.x0x.identity.RequestId;

import java.io.IOException;
import java.nio.file.Path;

/** Keeps a command's output until its end is known. */
final class PlainOutput implements ExecStream, AutoCloseable {
    private final Spool stdout;
    private final Spool stderr;

    PlainOutput(Path directory) {
        stdout = new Spool(directory);
        stderr = new Spool(directory);
    }

    @Override
    public void accepted(RequestId id) {}

    @Override
    public void started(int pid) {}

    @Override
    public void output(StdStream stream, byte[] bytes) throws IOException {
        switch (stream) {
            case STDOUT -> stdout.write(bytes);
            case STDERR -> stderr.write(bytes);
            case STDIN -> throw new IllegalArgumentException("output on stdin");
        }
    }

    @Override
    public void warning(WarningKind kind, String message) {} // the end lists them

    Spool stdout() {
        return stdout;
    }

    Spool stderr() {
        return stderr;
    }

    @Override
    public void close() throws IOException {
        try (stdout) {
            stderr.close();
        }
    }
}
