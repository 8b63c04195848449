// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.link;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/** A network between two machines that can fail, or give one of them a new address. */
final class UdpRelay implements AutoCloseable {
    private final DatagramSocket front = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    private final InetSocketAddress target;
    private volatile DatagramSocket back;
    private volatile SocketAddress client = front.getLocalSocketAddress();
    private volatile boolean cut;
    private volatile boolean closed;

    UdpRelay(InetSocketAddress target) throws IOException {
        this.target = target;
        this.back = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        Thread.ofPlatform().daemon().start(this::outward);
        listen(back);
    }

    InetSocketAddress address() {
        return (InetSocketAddress) front.getLocalSocketAddress();
    }

    /** From now on, nothing passes. */
    void cut() {
        cut = true;
    }

    /** From now on, packets reach the target from another port, as after a NAT forgot us. */
    void rebind() throws IOException {
        DatagramSocket old = back;
        back = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        listen(back);
        old.close();
    }

    private void listen(DatagramSocket from) {
        Thread.ofPlatform().daemon().start(() -> inward(from));
    }

    private void outward() {
        DatagramPacket packet = new DatagramPacket(new byte[2048], 2048);
        while (!closed) {
            try {
                packet.setLength(2048);
                front.receive(packet);
                client = packet.getSocketAddress();
                pass(back, packet, target);
            } catch (IOException e) {
                closed = front.isClosed(); // else a rebind came in between: the packet is lost
            }
        }
    }

    private void inward(DatagramSocket from) {
        DatagramPacket packet = new DatagramPacket(new byte[2048], 2048);
        boolean open = true;
        while (open) {
            try {
                packet.setLength(2048);
                from.receive(packet);
                pass(front, packet, client);
            } catch (IOException e) {
                open = !from.isClosed(); // by a rebind, or at the end
            }
        }
    }

    private void pass(DatagramSocket by, DatagramPacket packet, SocketAddress to)
            throws IOException {
        if (!cut) {
            by.send(new DatagramPacket(packet.getData(), packet.getLength(), to));
        }
    }

    @Override
    public void close() {
        closed = true;
        front.close();
        back.close();
    }
}
