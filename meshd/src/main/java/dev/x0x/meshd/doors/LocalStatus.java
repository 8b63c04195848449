// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.doors;

import dev.x0x.identity.Endpoint;
import dev.x0x.meshd.link.LinkView;
import dev.x0x.meshd.link.Links;
import dev.x0x.meshd.rest.StatusDoor;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * How the daemon is, for the HTTP server.
 *
 * @param degraded sentences on what is wrong and what to do; empty when all is well
 */
public record LocalStatus(
        String version,
        Supplier<Self> who,
        Links links,
        Supplier<List<Endpoint>> externalAddresses,
        Supplier<List<String>> degraded,
        Supplier<Duration> uptime)
        implements StatusDoor {
    private static final Duration ALONE = Duration.ofMinutes(2);
    private static final Duration PATIENCE = Duration.ofSeconds(45);

    @Override
    public DaemonStatus status() {
        int peers = links.views().size();
        Duration up = uptime.get();
        List<String> warnings = new ArrayList<>(degraded.get());
        boolean lonely = peers == 0 && up.compareTo(ALONE) >= 0;
        State state;
        if (!warnings.isEmpty()) {
            state = State.DEGRADED;
        } else if (peers > 0) {
            state = State.CONNECTED;
        } else {
            state = up.compareTo(PATIENCE) < 0 ? State.CONNECTING : State.ISOLATED;
        }
        return new DaemonStatus(
                state,
                warnings.isEmpty() && !lonely,
                version,
                peers,
                up,
                externalAddresses.get().stream().map(Endpoint::toString).toList(),
                warnings);
    }

    @Override
    public Self self() {
        return who.get();
    }

    @Override
    public List<Peer> peers() {
        return links.views().stream()
                .map(
                        view ->
                                new Peer(
                                        view.peer(),
                                        Addresses.text(view.remote()),
                                        view.rtt().isZero()
                                                ? Optional.empty()
                                                : Optional.of(view.rtt())))
                .toList();
    }

    @Override
    public Network network() {
        List<LinkView> views = links.views();
        List<Endpoint> external = externalAddresses.get();
        long measured = views.stream().filter(view -> !view.rtt().isZero()).count();
        Optional<Duration> average =
                measured == 0
                        ? Optional.empty()
                        : Optional.of(
                                views.stream()
                                        .map(LinkView::rtt)
                                        .reduce(Duration.ZERO, Duration::plus)
                                        .dividedBy(measured));
        return new Network(
                Addresses.text(links.localAddress()),
                external.stream().map(Endpoint::toString).toList(),
                Optional.empty(),
                !external.isEmpty(),
                Optional.empty(),
                views.size(),
                average);
    }
}
