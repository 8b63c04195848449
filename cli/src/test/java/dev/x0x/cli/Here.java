// SPDX-License-Identifier: Apache-2.0
package dev.x0x.cli;

import dev.x0x.cli.daemon.FakeDaemon;
import dev.x0x.cli.print.Terminal;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The command run inside the test, with a home and streams of its own. */
final class Here {
    final ByteArrayOutputStream out = new ByteArrayOutputStream();
    final ByteArrayOutputStream err = new ByteArrayOutputStream();
    byte[] in = {};
    private final Map<String, String> environment;

    Here(Path home) {
        environment = Map.of("HOME", home.toString(), "PATH", home + "/bin:/usr/bin:/bin");
    }

    int run(String... words) {
        out.reset();
        err.reset();
        return Main.run(
                List.of(words), new Terminal(out, err), new ByteArrayInputStream(in), environment);
    }

    String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    static String body(FakeDaemon fake) {
        return fake.asked().getLast().body();
    }
}
