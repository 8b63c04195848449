// SPDX-License-Identifier: Apache-2.0
package dev.x0x.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.x0x.cli.daemon.FakeDaemon;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** {@code x0x start} with a shell script for a daemon. */
class StartTest {
    @TempDir Path home;

    private void x0xd(String script) throws IOException {
        Path program = Files.createDirectories(home.resolve("bin")).resolve("x0xd");
        Files.writeString(program, "#!/bin/sh\n" + script);
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    }

    @Test
    void comes_back_when_the_daemon_answers() throws IOException {
        try (var fake = new FakeDaemon()) {
            fake.on("GET /health", 200, "{\"ok\":true}");
            Path data = home.resolve(".local/share/x0x-two");
            x0xd(
                    "echo \"$@\" > %s/args; sleep 0.2; echo %s > %s/api.port"
                            .formatted(home, fake.address(), data));
            var here = new Here(home);
            assertEquals(
                    0, here.run("start", "--name", "two", "--", "--exec-acl", "a b"), here.err());
            assertEquals("x0xd is running, at " + fake.address() + "\n", here.out());
            assertEquals("--name two --exec-acl a b\n", Files.readString(home.resolve("args")));
            assertEquals(
                    "rwx------",
                    PosixFilePermissions.toString(Files.getPosixFilePermissions(data)));
        }
    }

    @Test
    void a_configuration_may_put_the_data_elsewhere() throws IOException {
        try (var fake = new FakeDaemon()) {
            fake.on("GET /health", 200, "{\"ok\":true}");
            Path data = home.resolve("elsewhere");
            Path config = home.resolve("config.toml");
            Files.writeString(
                    config,
                    "# data_dir = \"/no\"\nlog_level = \"warn\"\ndata_dir = \"%s\"\n[x]\ndata_dir = \"/no\"\n"
                            .formatted(data));
            x0xd("echo %s > %s/api.port".formatted(fake.address(), data));
            var here = new Here(home);
            assertEquals(0, here.run("start", "--config", config.toString()), here.err());
        }
    }

    @Test
    void says_what_the_daemon_said_when_it_ended() throws IOException {
        x0xd("echo 'exec-acl.toml:14:9: unknown template' >&2; exit 78");
        var here = new Here(home);
        assertEquals(1, here.run("start"));
        assertTrue(
                here.err().contains("x0xd ended with code 78\n  exec-acl.toml:14:9"), here.err());
    }

    @Test
    void a_missing_program_is_named() {
        var here = new Here(home);
        assertEquals(1, here.run("start"));
        assertTrue(here.err().contains("x0xd is neither beside x0x nor on the PATH"), here.err());
    }

    @Test
    void in_the_foreground_its_exit_code_is_ours() throws IOException {
        x0xd("exit 78");
        assertEquals(78, new Here(home).run("start", "--foreground"));
    }
}
