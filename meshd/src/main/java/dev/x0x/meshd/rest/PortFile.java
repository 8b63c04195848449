// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.rest;

import dev.x0x.identity.files.AtomicFile;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** {@code <data_dir>/api.port}: where to find us while we run. */
final class PortFile {
    private static final String NAME = "api.port";

    private final Path path;

    private PortFile(Path path) {
        this.path = path;
    }

    static PortFile write(Path dataDir, InetSocketAddress address) throws IOException {
        Path path = dataDir.resolve(NAME);
        AtomicFile.write(path, text(address).getBytes(StandardCharsets.US_ASCII), AtomicFile.OWNER);
        return new PortFile(path);
    }

    void delete() throws IOException {
        Files.deleteIfExists(path);
    }

    /** {@code 127.0.0.1:12700}, or {@code [::1]:12700}. */
    static String text(InetSocketAddress address) {
        InetAddress ip = address.getAddress();
        String host = ip.getHostAddress();
        return (ip instanceof Inet6Address ? "[" + host + "]" : host) + ":" + address.getPort();
    }
}
