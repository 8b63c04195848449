// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.mail;

import dev.x0x.identity.MachineId;
import dev.x0x.meshd.link.DialException;
import dev.x0x.meshd.link.DownCause;
import dev.x0x.meshd.link.Link;
import dev.x0x.meshd.link.LinkCounters;
import dev.x0x.meshd.link.LinkView;
import dev.x0x.meshd.link.Links;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Links that come up when a test says so; nothing crosses them by itself. */
final class FakeLinks implements Links {
    final Map<InetSocketAddress, MachineId> listening = new ConcurrentHashMap<>();
    final AtomicInteger dials = new AtomicInteger();
    private final Map<MachineId, FakeLink> up = new ConcurrentHashMap<>();

    static InetSocketAddress address(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    FakeLink up(MachineId peer) {
        return up.computeIfAbsent(peer, FakeLink::new);
    }

    void down(MachineId peer) {
        up.remove(peer);
    }

    @Override
    public InetSocketAddress localAddress() {
        return address(5483);
    }

    @Override
    public Link dial(MachineId expected, InetSocketAddress at, Duration timeout)
            throws DialException {
        dials.incrementAndGet();
        if (!expected.equals(listening.get(at))) {
            throw new DialException(DownCause.TIMEOUT, "nobody answers");
        }
        return up(expected);
    }

    @Override
    public Link dial(InetSocketAddress at, Duration timeout) throws DialException {
        throw new DialException(DownCause.TIMEOUT, "mail always knows whom it wants");
    }

    @Override
    public Optional<Link> to(MachineId machine) {
        return Optional.ofNullable(up.get(machine));
    }

    @Override
    public List<LinkView> views() {
        return List.of();
    }

    @Override
    public LinkCounters counters() {
        return new LinkCounters(0, 0, Map.of(), Map.of(), List.of(), 0);
    }

    @Override
    public void close() {}
}
