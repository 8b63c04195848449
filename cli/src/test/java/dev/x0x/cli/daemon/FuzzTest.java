// SPDX-License-Identifier: Apache-2.0
package dev.x0x.cli.daemon;

import static dev.x0x.fuzz.FuzzEntry.reads;

import dev.x0x.fuzz.FuzzEntry;
import dev.x0x.fuzz.FuzzEntry.Allocation;
import dev.x0x.fuzz.Fuzzed;
import dev.x0x.fuzz.Seeds;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/** What answers at the daemon's port may be something else. */
class FuzzTest implements Fuzzed {
    private static final String CHUNKED =
            """
            HTTP/1.1 200 OK\r
            Transfer-Encoding: chunked\r
            \r
            2\r
            {}\r
            0\r
            \r
            """;

    @Override
    public List<FuzzEntry> entries() {
        return List.of(
                reads(
                                "answer-json",
                                NotJsonException.class,
                                JsonReader::read,
                                Seeds.files("rest", ".json"))
                        .ofText("{", "}", "[", "]", ",", "null", "-", "1e", "\\u", "\\", "\""),
                reads(
                                "answer-http",
                                IOException.class,
                                FuzzTest::answer,
                                Seeds.of(
                                        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}",
                                        "HTTP/1.1 100 C\r\n\r\nHTTP/1.1 200 OK\r\n\r\n{}",
                                        CHUNKED))
                        .ofText(
                                "\r\n",
                                "\n",
                                ":",
                                "Content-Length: -1\r\n",
                                "ffffffff\r\n",
                                "Transfer-Encoding: chunked\r\n",
                                "99999999999999999999",
                                ";")
                        .allocating(new Allocation(1 << 20, 512)));
    }

    private static void answer(byte[] bytes) throws IOException {
        InputStream in = new ByteArrayInputStream(bytes);
        HttpHead head = HttpHead.read(in);
        try (InputStream body = head.body(in)) {
            body.transferTo(java.io.OutputStream.nullOutputStream());
        }
    }
}
