// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.check;

import dev.x0x.acl.Caps;
import dev.x0x.acl.ExecPolicy;
import dev.x0x.acl.file.AclLoaded;
import dev.x0x.acl.file.Severity;
import dev.x0x.meshd.config.DaemonConfig;

import java.nio.file.Path;

/** The summary of a check for a person. */
final class TextReport {
    private TextReport() {}

    static String of(Checked checked, ExitStatus status) {
        var text = new StringBuilder();
        if (status == ExitStatus.OK) {
            checked.config().config().ifPresent(config -> config(text, checked, config));
            acl(text, checked.aclPath(), checked.acl());
        }
        String counts =
                plural(checked.count(Severity.ERROR), "error")
                        + ", "
                        + plural(checked.count(Severity.WARNING), "warning");
        String verdict =
                status == ExitStatus.OK
                        ? "good: a daemon starts on this"
                        : checked.usable()
                                ? "refused because of --strict"
                                : "refused: no daemon starts on this";
        return text.append(verdict).append(" (").append(counts).append(")\n").toString();
    }

    private static void config(StringBuilder text, Checked checked, DaemonConfig config) {
        line(text, "config", checked.config().loadedFrom().map(Path::toString).orElse("defaults"));
        line(text, "  instance", config.instanceName().orElse("(no name)"));
        line(text, "  bind address", Sockets.print(config.bindAddress()));
        line(text, "  API address", Sockets.print(config.apiAddress()));
        line(text, "  data", config.dataDir());
        line(text, "  keys", config.identityDir());
        line(text, "  network", config.networkId());
    }

    private static void acl(StringBuilder text, Path path, AclLoaded acl) {
        ExecPolicy policy = acl.policy();
        Caps caps = policy.caps();
        line(text, "exec ACL", path);
        line(text, "  exec", policy.disabledReason().map(why -> "off: " + why).orElse("on"));
        line(text, "  entries", policy.allowEntryCount());
        line(text, "  commands", policy.commandEntryCount());
        line(
                text,
                "  caps",
                "stdout %d, stderr %d, stdin %d bytes; %d s"
                        .formatted(
                                caps.maxStdoutBytes(),
                                caps.maxStderrBytes(),
                                caps.maxStdinBytes(),
                                caps.maxDuration().toSeconds()));
        line(
                text,
                "  sessions",
                "%d an agent, %d in all"
                        .formatted(caps.maxConcurrentPerAgent(), caps.maxConcurrentTotal()));
        line(text, "  directory", caps.defaultCwd().orElse("/"));
        acl.auditLogPath().ifPresent(audit -> line(text, "  audit log", audit));
    }

    private static void line(StringBuilder text, String name, Object value) {
        text.append("%-16s%s\n".formatted(name, value));
    }

    private static String plural(long count, String word) {
        return count + " " + word + (count == 1 ? "" : "s");
    }
}
