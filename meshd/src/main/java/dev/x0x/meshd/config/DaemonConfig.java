// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.config;

import dev.x0x.identity.Tag;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Everything the daemon is told, after flags, file and defaults were merged (BEHAVIOUR.md §7).
 *
 * @param instanceName empty for the unnamed instance
 * @param bindAddress where QUIC listens; port 0 picks one
 * @param apiAddress where the REST API listens; port 0 picks one
 * @param dataDir contacts, cards, token, KEM key
 * @param identityDir machine and agent key
 * @param aclPath the exec ACL
 * @param aclExplicit whether it was named: then it must exist
 * @param advertised where others are told to dial us, in place of what the interfaces say
 * @param contactsOnly link_policy = "contacts": machines of no contact are refused in the handshake
 * @param mdns whether to look for other daemons on the LAN, and to be found there
 * @param tags what this machine says of itself to everybody
 * @param maxRequestBodyBytes of the REST API
 * @param notices what a person should be told at start, one line each
 */
public record DaemonConfig(
        Optional<String> instanceName,
        InetSocketAddress bindAddress,
        InetSocketAddress apiAddress,
        Path dataDir,
        Path identityDir,
        Path aclPath,
        boolean aclExplicit,
        List<InetSocketAddress> bootstrapPeers,
        Optional<List<InetSocketAddress>> advertised,
        String networkId,
        String logLevel,
        String logFormat,
        Duration heartbeatInterval,
        Duration identityTtl,
        boolean contactsOnly,
        boolean peerCache,
        boolean mdns,
        List<Tag> tags,
        long maxRequestBodyBytes,
        List<String> notices) {
    /** Copies the lists. */
    public DaemonConfig {
        bootstrapPeers = List.copyOf(bootstrapPeers);
        advertised = advertised.map(List::copyOf);
        tags = List.copyOf(tags);
        notices = List.copyOf(notices);
    }
}
