// SPDX-License-Identifier: Apache-2.0
package dev.x0x.cli.daemon;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Status and headers of an answer (RFC 9112).
 *
 * @param headers by lower-case name; of several of one name, the last
 */
record HttpHead(int status, Map<String, String> headers) {
    private static final int MAX_LINE = 16 * 1024;
    private static final int MAX_HEADERS = 100;

    /** The head of the answer; those of status 1xx only say that it is coming. */
    static HttpHead read(InputStream in) throws IOException {
        while (true) {
            HttpHead head = readOne(in);
            if (head.status >= 200) {
                return head;
            }
        }
    }

    private static HttpHead readOne(InputStream in) throws IOException {
        int status = status(line(in));
        Map<String, String> headers = new HashMap<>();
        for (int i = 0; i < MAX_HEADERS; i++) {
            String header = line(in);
            if (header.isEmpty()) {
                return new HttpHead(status, headers);
            }
            int colon = header.indexOf(':');
            if (colon < 1) {
                throw new IOException("the answer is not HTTP: a header without a name");
            }
            headers.put(
                    header.substring(0, colon).toLowerCase(Locale.ROOT),
                    header.substring(colon + 1).strip());
        }
        throw new IOException("the answer has more than " + MAX_HEADERS + " headers");
    }

    private static int status(String line) throws IOException {
        if (line.length() >= 12 && line.startsWith("HTTP/1.") && line.charAt(8) == ' ') {
            int status = 0;
            for (int i = 9; i < 12; i++) {
                int digit = line.charAt(i) - '0';
                status = digit < 0 || digit > 9 ? -10_000 : status * 10 + digit;
            }
            if (status >= 100) {
                return status;
            }
        }
        throw new IOException("the answer is not HTTP; is something else listening there?");
    }

    /** One line without its end. */
    static String line(InputStream in) throws IOException {
        var line = new StringBuilder(64);
        while (true) {
            int c = in.read();
            if (c < 0) {
                throw new EOFException("the connection ended before the answer did");
            }
            if (c == '\n') {
                int end = line.length();
                boolean cr = end > 0 && line.charAt(end - 1) == '\r';
                return cr ? line.substring(0, end - 1) : line.toString();
            }
            if (line.length() == MAX_LINE) {
                throw new IOException("the answer has a header line that is too long");
            }
            line.append((char) c);
        }
    }

    boolean is(String header, String value) {
        String found = headers.getOrDefault(header, "").toLowerCase(Locale.ROOT);
        return found.equals(value) || found.startsWith(value + ";");
    }

    /** The body that this head announces. */
    InputStream body(InputStream in) throws IOException {
        if (status == 204 || status == 304) {
            return InputStream.nullInputStream();
        }
        if (is("transfer-encoding", "chunked")) {
            return new ChunkedBody(in);
        }
        String length = headers.get("content-length");
        if (length == null) {
            return in; // until the connection ends
        }
        try {
            return new SizedBody(in, Long.parseUnsignedLong(length));
        } catch (NumberFormatException e) {
            throw new IOException("the answer has a length that is no number", e);
        }
    }
}
