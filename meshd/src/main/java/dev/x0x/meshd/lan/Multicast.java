// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.lan;

import dev.x0x.identity.MachineId;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;

/** Says who we are on one network interface, and hears who else is there. */
public interface Multicast {
    /**
     * Begins on the interface that has this address. May block for some seconds.
     *
     * @throws IOException if there is no multicast there
     */
    Door open(InetAddress on, Self self, Heard heard) throws IOException;

    /**
     * What is said; all of it is public.
     *
     * @param network the hash of the network's name, 16 bytes
     * @param port where QUIC listens
     */
    record Self(MachineId machine, byte[] network, int port) {}

    /** Called for each machine heard, from any thread; not what was proven, only what was said. */
    @FunctionalInterface
    interface Heard {
        /** A machine of this network says that it can be dialled there. */
        void sighted(Sighting sighting);
    }

    /** One interface. */
    interface Door extends Closeable {
        /** Whether others have said more than one should remember: it is to be closed. */
        boolean flooded();
    }
}
