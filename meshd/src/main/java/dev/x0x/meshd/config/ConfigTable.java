// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.config;

import dev.x0x.acl.file.Section;
import dev.x0x.identity.Tag;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a config file says; absent is what it does not say. */
record ConfigTable(
        Optional<String> instanceName,
        Optional<InetSocketAddress> bindAddress,
        Optional<InetSocketAddress> apiAddress,
        Optional<Path> dataDir,
        Optional<Path> identityDir,
        List<InetSocketAddress> bootstrapPeers,
        Optional<List<InetSocketAddress>> advertised,
        String networkId,
        String logLevel,
        String logFormat,
        Duration heartbeatInterval,
        Duration identityTtl,
        boolean contactsOnly,
        boolean mdns,
        List<Tag> tags,
        long maxRequestBodyBytes,
        Optional<String> notice) {

    // DECISIONS A: the network of those who name none
    static final String NETWORK = "x0x";
    private static final long MAX_BODY = 1 << 30;

    static final ConfigTable EMPTY =
            new ConfigTable(
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    List.of(),
                    Optional.empty(),
                    NETWORK,
                    "warn",
                    "text",
                    Duration.ofMinutes(5),
                    Duration.ofMinutes(15),
                    false,
                    true,
                    List.of(),
                    16 << 20,
                    Optional.empty());

    static ConfigTable read(Section root, Path workingDirectory) {
        var reader = new ConfigReader(root, workingDirectory);
        var table =
                new ConfigTable(
                        reader.instanceName(),
                        reader.address("bind_address", "[::]:5483"),
                        reader.apiAddress(),
                        reader.path("data_dir"),
                        reader.path("identity_dir"),
                        reader.bootstrapPeers(),
                        reader.addresses("advertise_addresses"),
                        reader.networkId(),
                        reader.oneOf(
                                "log_level",
                                List.of("off", "error", "warn", "info", "debug", "trace"),
                                EMPTY.logLevel),
                        reader.oneOf("log_format", List.of("text", "json"), EMPTY.logFormat),
                        reader.seconds("heartbeat_interval_secs", EMPTY.heartbeatInterval),
                        reader.seconds("identity_ttl_secs", EMPTY.identityTtl),
                        reader.oneOf("link_policy", List.of("open", "contacts"), "open")
                                .equals("contacts"),
                        root.flag("mdns").orElse(EMPTY.mdns),
                        reader.tags(),
                        reader.within(
                                "max_request_body_bytes", MAX_BODY, EMPTY.maxRequestBodyBytes),
                        FieldKeys.read(root));
        root.refuseOthers(Map.of());
        if (table.identityTtl().compareTo(table.heartbeatInterval()) < 0) {
            root.findings()
                    .warning(
                            root.place("identity_ttl_secs"),
                            "an identity expires before it is announced again",
                            "make `identity_ttl_secs` a few times `heartbeat_interval_secs`");
        }
        return table;
    }
}
