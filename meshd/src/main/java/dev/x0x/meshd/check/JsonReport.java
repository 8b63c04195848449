// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.check;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.x0x.acl.Caps;
import dev.x0x.acl.ExecPolicy;
import dev.x0x.acl.file.AclLoaded;
import dev.x0x.acl.file.Finding;
import dev.x0x.acl.file.Severity;
import dev.x0x.meshd.config.ConfigRead;

import java.nio.file.Path;

/** The answer of a check for a program. Every field is there, null where nothing is known. */
final class JsonReport {
    private static final JsonMapper JSON = new JsonMapper();

    private JsonReport() {}

    static String of(Checked checked, ExitStatus status) {
        ObjectNode root = JSON.createObjectNode();
        root.put("ok", status == ExitStatus.OK);
        root.put("exit_code", status.code());
        root.put("errors", checked.count(Severity.ERROR));
        root.put("warnings", checked.count(Severity.WARNING));
        config(root.putObject("config"), checked.config());
        acl(root.putObject("exec_acl"), checked);
        var findings = root.putArray("findings");
        checked.findings().forEach(each -> finding(findings.addObject(), each));
        return root.toPrettyString();
    }

    private static void config(ObjectNode out, ConfigRead config) {
        out.put("path", config.loadedFrom().map(Path::toString).orElse(null));
        var value = config.config();
        out.put("instance_name", value.flatMap(c -> c.instanceName()).orElse(null));
        out.put("bind_address", value.map(c -> Sockets.print(c.bindAddress())).orElse(null));
        out.put("api_address", value.map(c -> Sockets.print(c.apiAddress())).orElse(null));
        out.put("data_dir", value.map(c -> c.dataDir().toString()).orElse(null));
        out.put("identity_dir", value.map(c -> c.identityDir().toString()).orElse(null));
        out.put("network_id", value.map(c -> c.networkId()).orElse(null));
    }

    private static void acl(ObjectNode out, Checked checked) {
        AclLoaded acl = checked.acl();
        ExecPolicy policy = acl.policy();
        Caps caps = policy.caps();
        out.put("path", checked.aclPath().toString());
        out.put("enabled", policy.enabled());
        out.put("disabled_reason", policy.disabledReason().orElse(null));
        out.put("allow_entry_count", policy.allowEntryCount());
        out.put("command_entry_count", policy.commandEntryCount());
        out.put("max_stdout_bytes", caps.maxStdoutBytes());
        out.put("max_stderr_bytes", caps.maxStderrBytes());
        out.put("max_stdin_bytes", caps.maxStdinBytes());
        out.put("max_duration_secs", caps.maxDuration().toSeconds());
        out.put("max_concurrent_per_agent", caps.maxConcurrentPerAgent());
        out.put("max_concurrent_total", caps.maxConcurrentTotal());
        out.put("default_cwd", caps.defaultCwd().orElse(null));
        out.put("audit_log_path", acl.auditLogPath().map(Path::toString).orElse(null));
    }

    private static void finding(ObjectNode out, Finding finding) {
        out.put("severity", finding.severity().code());
        out.put("file", finding.file().map(Path::toString).orElse(null));
        out.put("line", finding.line() > 0 ? Integer.valueOf(finding.line()) : null);
        out.put("column", finding.line() > 0 ? Integer.valueOf(finding.column()) : null);
        out.put("message", finding.message());
        out.put("hint", finding.hint().orElse(null));
        out.put("on_this_machine", finding.onThisMachine());
    }
}
