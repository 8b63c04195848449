// SPDX-License-Identifier: Apache-2.0
package dev.x0x.cli;

import dev.x0x.cli.daemon.Daemon;
import dev.x0x.cli.daemon.DaemonException;
import dev.x0x.cli.daemon.Json;
import dev.x0x.cli.print.ClosedOutputException;
import dev.x0x.cli.print.Plain;
import dev.x0x.cli.print.Terminal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/** {@code x0x doctor}: what stands between this user and a running command, line by line. */
record Doctor() implements Command {
    private static final Set<PosixFilePermission> OWNER_ONLY =
            PosixFilePermissions.fromString("rw-------");

    @Override
    public int run(Surroundings here) throws ClosedOutputException {
        var findings = new Findings(here.terminal());
        program(here, findings);
        token(here, findings);
        daemon(here, findings);
        return findings.failed ? ExitCode.FAILED : ExitCode.OK;
    }

    private static void program(Surroundings here, Findings findings) throws ClosedOutputException {
        Optional<Path> program = DaemonProgram.find(here.environment());
        if (program.isPresent()) {
            findings.pass("x0xd is `" + program.get() + "`");
        } else {
            findings.warn("x0xd is neither beside x0x nor on the PATH; x0x start needs it");
        }
    }

    private static void token(Surroundings here, Findings findings) throws ClosedOutputException {
        Path file = here.tokenFile().orElseGet(() -> here.directory().tokenFile());
        try {
            if (Files.getPosixFilePermissions(file).equals(OWNER_ONLY)) {
                findings.pass("the API token is in `" + file + "`");
            } else {
                findings.warn("others may touch the API token; run: chmod 600 " + file);
            }
        } catch (IOException e) {
            findings.warn("there is no API token in `" + file + "`; the daemon makes it");
        }
    }

    private static void daemon(Surroundings here, Findings findings) throws ClosedOutputException {
        Daemon daemon = here.daemon();
        try {
            daemon.health();
            findings.pass("the daemon answers at " + daemon.address());
            Json status = daemon.status();
            findings.pass("agent " + Plain.of(status.get("agent_id").plain()));
            state(status, findings);
            lan(daemon.network(), findings);
            exec(daemon.diagnostics("exec"), findings);
        } catch (DaemonException | IOException e) {
            findings.fail(Plain.of(e.getMessage().replace("\n", "; ")));
        }
    }

    private static void state(Json status, Findings findings) throws ClosedOutputException {
        String state = Plain.of(status.get("status").plain());
        String peers = Plain.of(status.get("peers").plain());
        if (state.equals("connected")) {
            findings.pass("connected, " + peers + " links");
        } else {
            findings.warn(state + ", " + peers + " links");
        }
        for (Json warning : status.get("warnings").items()) {
            findings.warn(Plain.of(warning.plain()));
        }
    }

    private static void lan(Json network, Findings findings) throws ClosedOutputException {
        String near = Plain.of(network.get("lan_machines").plain());
        switch (network.get("mdns").text().orElse("")) {
            case "on" -> findings.pass("mDNS is on, " + near + " daemons found on the LAN");
            case "off" -> findings.pass("mDNS is off (mdns = false): no search on the LAN");
            case "no_interface" ->
                    findings.pass("mDNS finds no network to search: none is private and shared");
            default -> findings.warn("the daemon does not say whether it searches the LAN");
        }
    }

    private static void exec(Json diagnostics, Findings findings) throws ClosedOutputException {
        Json acl = diagnostics.get("acl_summary");
        if (diagnostics.get("enabled").isTrue()) {
            findings.pass(
                    "exec is on, "
                            + Plain.of(acl.get("command_entry_count").plain())
                            + " commands allowed");
        } else {
            String why = acl.get("disabled_reason").text().orElse("no reason given");
            findings.warn("exec is off here (" + Plain.of(why) + "); asking others works");
        }
        if (diagnostics.get("totals").get("audit_write_failures").number().orElse(0) > 0) {
            findings.fail("the audit log cannot be written, so nothing runs here");
        }
    }

    /** Lines, and whether one was bad. */
    private static final class Findings {
        private final Terminal terminal;
        private boolean failed;

        Findings(Terminal terminal) {
            this.terminal = terminal;
        }

        void pass(String text) throws ClosedOutputException {
            terminal.line("PASS  " + text);
        }

        void warn(String text) throws ClosedOutputException {
            terminal.line("WARN  " + text);
        }

        void fail(String text) throws ClosedOutputException {
            failed = true;
            terminal.line("FAIL  " + text);
        }
    }
}
