// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.rest;

import jakarta.servlet.http.HttpServletRequest;

import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.TimeoutException;

/**
 * Interrupts the thread that answers a long request once its client closes the connection. The
 * server reads nothing from a connection while a request is being answered, so nobody else would
 * notice. A client that closes its own direction only counts as gone: it cannot be told from one
 * that is. Such a connection carries no further request: bytes that come are thrown away.
 */
final class ClientWatch implements AutoCloseable {
    /** Nothing is to come; a client that sends more than this is up to something. A guess. */
    private static final int MOST_SCRAP = 64 << 10;

    private final EndPoint endPoint;
    private final Thread thread;
    private final Object lock = new Object();
    private final ByteBuffer scrap = BufferUtil.allocate(1024);
    private int scrapped;
    private boolean over;
    private boolean interrupted;

    private ClientWatch(EndPoint endPoint, Thread thread) {
        this.endPoint = endPoint;
        this.thread = thread;
    }

    /**
     * Watches for the calling thread.
     *
     * @param idle how long a client may take nothing of what we write to it
     */
    static ClientWatch start(HttpServletRequest request, Duration idle) {
        EndPoint endPoint = endPoint(request);
        endPoint.setIdleTimeout(idle.toMillis());
        var watch = new ClientWatch(endPoint, Thread.currentThread());
        watch.listen();
        return watch;
    }

    /** The connection that a request came on. */
    static EndPoint endPoint(HttpServletRequest request) {
        return ServletContextRequest.getServletContextRequest(request)
                .getConnectionMetaData()
                .getConnection()
                .getEndPoint();
    }

    /** Ends the request as if its client had gone. */
    void interrupt() {
        synchronized (lock) {
            if (!over) {
                interrupted = true;
                thread.interrupt();
            }
        }
    }

    /** Whether the work was ended early. */
    boolean hasInterrupted() {
        synchronized (lock) {
            return interrupted;
        }
    }

    /** Closes the connection: there is no one, or nothing, to answer. */
    void abort() {
        endPoint.close();
    }

    /** From here on the thread is not interrupted any more. */
    @Override
    public void close() {
        synchronized (lock) {
            over = true;
            if (interrupted && Thread.currentThread().equals(thread)) {
                boolean _ = Thread.interrupted();
            }
        }
    }

    private void listen() {
        boolean _ = endPoint.tryFillInterested(new Listener());
    }

    private void read() {
        try {
            int bytes = 0;
            while (scrapped <= MOST_SCRAP) {
                BufferUtil.clear(scrap);
                bytes = endPoint.fill(scrap);
                if (bytes <= 0) {
                    break;
                }
                scrapped += bytes;
            }
            if (bytes == 0) {
                listen();
            } else {
                interrupt();
            }
        } catch (IOException e) {
            interrupt();
        }
    }

    private boolean isOver() {
        synchronized (lock) {
            return over;
        }
    }

    private final class Listener implements Callback {
        @Override
        public void succeeded() {
            if (!isOver()) {
                read();
            }
        }

        @Override
        public void failed(Throwable cause) {
            if (isOver()) {
                return;
            }
            if (cause instanceof TimeoutException) {
                listen(); // silence is what we expect of it
            } else {
                interrupt();
            }
        }

        @Override
        public InvocationType getInvocationType() {
            return InvocationType.NON_BLOCKING;
        }
    }
}
