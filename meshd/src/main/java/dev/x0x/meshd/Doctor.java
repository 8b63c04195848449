// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd;

import dev.x0x.acl.file.Finding;
import dev.x0x.acl.file.Severity;
import dev.x0x.exec.child.PosixChildren;
import dev.x0x.meshd.check.Checked;
import dev.x0x.meshd.check.Checks;
import dev.x0x.meshd.check.ExitStatus;
import dev.x0x.meshd.config.DaemonConfig;
import dev.x0x.meshd.config.Flags;
import dev.x0x.meshd.config.Surroundings;

import java.io.IOException;
import java.io.PrintStream;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * Looks at what a daemon needs on this machine: one line each, PASS, WARN or FAIL, and what to do.
 */
final class Doctor {
    private final PrintStream out;
    private boolean failed;

    Doctor(PrintStream out) {
        this.out = out;
    }

    ExitStatus examine(Flags flags, Surroundings around, Instant now) {
        Checked checked = Checks.inspect(flags, around, now);
        for (Finding finding : checked.findings()) {
            switch (finding.severity()) {
                case ERROR -> fail(finding.text());
                case WARNING -> out.println("WARN " + finding.text());
                case NOTICE -> out.println("     " + finding.text());
            }
        }
        if (checked.findings().stream().noneMatch(one -> one.severity() == Severity.ERROR)) {
            out.println("PASS config, keys, contacts and ACL are readable and valid");
        }
        checked.config().config().ifPresent(this::machine);
        checked.acl().auditLogPath().ifPresent(this::audit);
        children();
        return failed ? ExitStatus.FAILED : ExitStatus.OK;
    }

    private void machine(DaemonConfig config) {
        Path lock = config.dataDir().resolve("x0xd.lock");
        Path port = config.dataDir().resolve("api.port");
        if (Files.exists(lock) && Files.exists(port)) {
            out.println(
                    "PASS a daemon seems to run on "
                            + config.dataDir()
                            + "; its ports are not tried");
            return;
        }
        probe(
                "UDP port " + config.bindAddress().getPort(),
                "set bind_address to a free port",
                () -> new DatagramSocket(config.bindAddress()).close());
        probe(
                "API port " + config.apiAddress().getPort(),
                "set api_address or --api-port to a free port",
                () -> listen(config.apiAddress()));
    }

    private static void listen(InetSocketAddress address) throws IOException {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(address);
        }
    }

    private void audit(Path path) {
        Path there = path;
        while (there != null && Files.notExists(there)) {
            there = there.getParent();
        }
        if (there != null && Files.isWritable(there)) {
            out.println("PASS audit log " + path + " can be written");
        } else {
            fail("audit log " + path + " cannot be written: nothing would run; set audit_log_path");
        }
    }

    private void children() {
        try {
            new PosixChildren().close();
            out.println("PASS commands can be started in sessions of their own");
        } catch (UnsupportedOperationException e) {
            fail(Optional.ofNullable(e.getMessage()).orElse("commands cannot be started here"));
        }
    }

    private interface Probe {
        void run() throws IOException;
    }

    private void probe(String what, String hint, Probe probe) {
        try {
            probe.run();
            out.println("PASS " + what + " is free");
        } catch (IOException e) {
            fail(what + " cannot be had (" + e.getMessage() + "); " + hint);
        }
    }

    private void fail(String text) {
        failed = true;
        out.println("FAIL " + text);
    }
}
