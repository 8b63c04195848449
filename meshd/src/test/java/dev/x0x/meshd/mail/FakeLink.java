// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.mail;

import dev.x0x.identity.AgentId;
import dev.x0x.identity.MachineId;
import dev.x0x.meshd.link.FramePriority;
import dev.x0x.meshd.link.Link;
import dev.x0x.meshd.link.PeerHello;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A link that keeps what it was given, for the test to carry over or to lose. */
final class FakeLink implements Link {
    private final MachineId peer;
    private final List<byte[]> sent = new ArrayList<>();
    private boolean full;
    Duration rtt = Duration.ofMillis(1);

    FakeLink(MachineId peer) {
        this.peer = peer;
    }

    /** What was sent since the last call. */
    synchronized List<byte[]> take() {
        var taken = List.copyOf(sent);
        sent.clear();
        return taken;
    }

    synchronized void full(boolean now) {
        full = now;
    }

    @Override
    public MachineId peer() {
        return peer;
    }

    @Override
    public PeerHello hello() {
        return new PeerHello(
                AgentId.of(new byte[32]), 1, 0, Duration.ofSeconds(5), new byte[0], new byte[0]);
    }

    @Override
    public synchronized boolean send(FramePriority priority, byte[] frame) {
        return !full && sent.add(frame);
    }

    @Override
    public Duration rtt() {
        return rtt;
    }

    @Override
    public InetSocketAddress remote() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
    }

    @Override
    public boolean weDialled() {
        return true;
    }

    @Override
    public void close(String reason) {}
}
