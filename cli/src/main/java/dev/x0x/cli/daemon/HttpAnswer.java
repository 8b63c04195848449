// SPDX-License-Identifier: Apache-2.0
package dev.x0x.cli.daemon;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;

/** One answer, and the connection it comes over; closing it is going away. */
final class HttpAnswer implements AutoCloseable {
    private static final int CONNECT_MS = 5_000;

    /** Both outputs of a command at caps far above the usual, in base64. */
    private static final int MAX_BODY = 512 << 20;

    private static final int BUFFER = 1 << 16;

    private final Socket socket;
    private final HttpHead head;
    private final InputStream body;

    private HttpAnswer(Socket socket, HttpHead head, InputStream body) {
        this.socket = socket;
        this.head = head;
        this.body = body;
    }

    /**
     * Sends the request and reads the head of the answer.
     *
     * @throws UnreachableException there is no daemon; nothing was sent
     * @throws IOException the connection ended before the answer
     */
    static HttpAnswer to(HttpCall call, ApiAddress address)
            throws UnreachableException, IOException {
        var socket = connect(address);
        try {
            socket.setSoTimeout((int) Math.min(call.patience().toMillis(), Integer.MAX_VALUE));
            IOException unsent = send(socket.getOutputStream(), call.bytes(address));
            InputStream in = new BufferedInputStream(socket.getInputStream(), BUFFER);
            try {
                HttpHead head = HttpHead.read(in);
                return new HttpAnswer(socket, head, head.body(in));
            } catch (IOException e) {
                throw unsent == null ? e : unsent;
            }
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private static Socket connect(ApiAddress address) throws UnreachableException {
        var socket = new Socket();
        try {
            socket.setTcpNoDelay(true);
            socket.connect(new InetSocketAddress(address.host(), address.port()), CONNECT_MS);
            return socket;
        } catch (IOException e) {
            closeQuietly(socket);
            throw new UnreachableException(
                    "no daemon answers at "
                            + address
                            + "\nhint: is x0xd running? start it with: x0x start");
        }
    }

    /** A body that is too large is refused while it is still being written: look for the answer. */
    private static IOException send(OutputStream out, byte[] bytes) {
        try {
            out.write(bytes);
            return null;
        } catch (IOException e) {
            return e;
        }
    }

    int status() {
        return head.status();
    }

    boolean isEventStream() {
        return head.is("content-type", "text/event-stream");
    }

    InputStream body() {
        return body;
    }

    /**
     * The whole body as JSON; an empty one is an empty object.
     *
     * @throws IOException it ended too early, or is not JSON
     */
    Json json() throws IOException {
        byte[] bytes = body.readNBytes(MAX_BODY + 1);
        if (bytes.length > MAX_BODY) {
            throw new IOException("the answer is longer than " + MAX_BODY + " bytes");
        }
        return bytes.length == 0 ? new Fields().object() : JsonReader.read(bytes);
    }

    @Override
    public void close() {
        closeQuietly(socket);
    }

    /** What could go wrong here went wrong before. */
    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            return;
        }
    }
}
