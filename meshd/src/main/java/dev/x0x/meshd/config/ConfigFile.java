// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.config;

import dev.x0x.acl.file.AclFile;
import dev.x0x.acl.file.Findings;
import dev.x0x.acl.file.Place;
import dev.x0x.acl.file.TomlFile;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Flags, config file and defaults into one {@link DaemonConfig}: a flag wins over the file, the
 * file over the default (BEHAVIOUR.md §7). The daemon and {@code --check} both come in here.
 */
public final class ConfigFile {
    private static final InetSocketAddress BIND = Addresses.parse("[::]:5483").orElseThrow();
    private static final InetSocketAddress BIND_ANY = Addresses.parse("[::]:0").orElseThrow();
    private static final InetSocketAddress API = Addresses.parse("127.0.0.1:12700").orElseThrow();
    private static final InetSocketAddress API_ANY = Addresses.parse("127.0.0.1:0").orElseThrow();

    private ConfigFile() {}

    /**
     * Reads the file that the flags name, else the one of the instance, else none. Makes nothing
     * and looks nothing up.
     */
    public static ConfigRead load(Flags flags, Surroundings around) {
        Path path = flags.config().orElseGet(() -> around.configFile(flags.name()));
        var findings = new Findings(path);
        return switch (TomlFile.read(path, findings)) {
            case TomlFile.Missing _ -> {
                if (flags.config().isPresent()) {
                    findings.error(
                            Place.NONE,
                            "there is no such config file",
                            "write the file, or leave out --config for the defaults");
                }
                yield result(ConfigTable.EMPTY, Optional.empty(), flags, around, findings);
            }
            case TomlFile.Unreadable _ ->
                    result(ConfigTable.EMPTY, Optional.of(path), flags, around, findings);
            case TomlFile.Read(var root) ->
                    result(
                            ConfigTable.read(root, around.workingDirectory()),
                            Optional.of(path),
                            flags,
                            around,
                            findings);
        };
    }

    private static ConfigRead result(
            ConfigTable told,
            Optional<Path> from,
            Flags flags,
            Surroundings around,
            Findings findings) {
        Optional<String> instance = flags.name().or(told::instanceName);
        Optional<Path> identity = told.identityDir().or(() -> around.identityDirectory(instance));
        if (identity.isEmpty()) {
            findings.error(
                    Place.NONE,
                    "there is no home directory for the keys",
                    "set HOME, or write identity_dir = \"/var/lib/x0x/keys\"");
        }
        if (findings.refused() || identity.isEmpty()) {
            return new ConfigRead(Optional.empty(), from, findings.list());
        }
        InetSocketAddress api = told.apiAddress().orElse(instance.isPresent() ? API_ANY : API);
        var config =
                new DaemonConfig(
                        instance,
                        told.bindAddress().orElse(instance.isPresent() ? BIND_ANY : BIND),
                        flags.apiPort().isPresent()
                                ? new InetSocketAddress(
                                        api.getAddress(), flags.apiPort().getAsInt())
                                : api,
                        told.dataDir().orElseGet(() -> around.dataDirectory(instance)),
                        identity.get(),
                        flags.execAcl().orElseGet(AclFile::defaultPath),
                        flags.execAcl().isPresent(),
                        told.bootstrapPeers(),
                        told.advertised(),
                        told.networkId(),
                        told.logLevel(),
                        told.logFormat(),
                        told.heartbeatInterval(),
                        told.identityTtl(),
                        told.contactsOnly(),
                        flags.peerCache(),
                        told.mdns(),
                        told.tags(),
                        told.maxRequestBodyBytes(),
                        notices(flags, told));
        return new ConfigRead(Optional.of(config), from, findings.list());
    }

    private static List<String> notices(Flags flags, ConfigTable told) {
        var notices = new ArrayList<String>(flags.notices());
        told.notice().ifPresent(notices::add);
        return notices;
    }
}
