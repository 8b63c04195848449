// SPDX-License-Identifier: Apache-2.0
package dev.x0x.conformance.harness;

import static java.util.stream.Collectors.joining;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The text of an exec ACL. */
public final class Acl {
    private final Map<String, String> settings = new LinkedHashMap<>();
    private final List<String> entries = new ArrayList<>();

    private Acl() {}

    /** {@code enabled = true}, nobody allowed anything yet. */
    public static Acl enabled() {
        return new Acl().set("enabled", true);
    }

    /** {@code enabled = false}. */
    public static Acl disabled() {
        return new Acl().set("enabled", false);
    }

    /** A number or a truth value in {@code [exec]}. */
    public Acl set(String key, Object value) {
        settings.put(key, value instanceof String text ? quoted(text) : String.valueOf(value));
        return this;
    }

    /** An entry for this node's agent on this node's machine. */
    public Acl allow(Node who, List<List<String>> commands) {
        return allow(who.agentId(), who.machineId(), commands, "");
    }

    /** An entry for any pair; {@code extra} are further lines of it. */
    public Acl allow(String agentId, String machineId, List<List<String>> commands, String extra) {
        StringBuilder entry = new StringBuilder("\n[[exec.allow]]\n");
        entry.append("description = \"entry ").append(entries.size()).append("\"\n");
        entry.append("agent_id = ").append(quoted(agentId)).append('\n');
        entry.append("machine_id = ").append(quoted(machineId)).append('\n');
        entry.append(extra);
        for (List<String> argv : commands) {
            entry.append("\n[[exec.allow.commands]]\nargv = [")
                    .append(argv.stream().map(Acl::quoted).collect(joining(", ")))
                    .append("]\n");
        }
        entries.add(entry.toString());
        return this;
    }

    /** The file, with the audit log at {@code audit} unless it was set. */
    public String text(Path audit) {
        Map<String, String> all = new LinkedHashMap<>(settings);
        all.putIfAbsent("audit_log_path", quoted(audit.toString()));
        return all.entrySet().stream()
                        .map(e -> e.getKey() + " = " + e.getValue() + "\n")
                        .collect(joining("", "[exec]\n", ""))
                + String.join("", entries);
    }

    private static String quoted(String text) {
        StringBuilder out = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < 0x20 || c == 0x7f) {
                out.append("\\u%04x".formatted((int) c));
            } else {
                out.append(c);
            }
        }
        return out.append('"').toString();
    }
}
