// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.config;

import dev.x0x.acl.Quoted;
import dev.x0x.acl.file.Section;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Keys of config files in the field that have no meaning here (BEHAVIOUR.md §7). */
final class FieldKeys {
    private static final List<String> KEYS =
            List.of(
                    "directory_digest_interval_secs",
                    "directory_resubscribe_jitter_ms",
                    "group_card_republish_interval_secs",
                    "observed_prefix_enabled",
                    "port_mapping_enabled",
                    "presence_beacon_interval_secs",
                    "presence_event_poll_interval_secs",
                    "presence_offline_timeout_secs",
                    "rendezvous_enabled",
                    "rendezvous_validity_ms",
                    "user_key_path",
                    "zero_peer_restart_secs");
    private static final List<String> TABLES =
            List.of("history", "gossip", "update", "peer_relay", "forward");
    private static final List<String> OURS =
            List.of(
                    "advertise_addresses",
                    "api_address",
                    "bind_address",
                    "bootstrap_peers",
                    "data_dir",
                    "heartbeat_interval_secs",
                    "identity_dir",
                    "identity_ttl_secs",
                    "instance_name",
                    "link_policy",
                    "log_format",
                    "log_level",
                    "max_request_body_bytes",
                    "mdns",
                    "network_id",
                    "tags");

    private FieldKeys() {}

    /** One notice that names them all; a key of the top that stands under a table is an error. */
    static Optional<String> read(Section root) {
        var named = new ArrayList<String>();
        for (String key : KEYS) {
            if (root.has(key)) {
                named.add(key);
            }
        }
        for (String name : TABLES) {
            root.table(name)
                    .ifPresent(
                            table -> {
                                named.add("[" + name + "]");
                                table.keys().forEach(key -> refuseTopKey(table, name, key));
                            });
        }
        if (named.isEmpty()) {
            return Optional.empty();
        }
        String notice = "these settings have no meaning here: " + String.join(", ", named);
        root.findings().notice(root.place(), notice);
        return Optional.of(notice);
    }

    private static void refuseTopKey(Section table, String name, String key) {
        if (OURS.contains(key) || KEYS.contains(key)) {
            table.findings()
                    .error(
                            table.place(key),
                            Quoted.text(key) + " stands under [" + name + "]",
                            "move the line to the top of the file, above the first [table]");
        }
    }
}
