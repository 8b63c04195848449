// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.link;

import dev.x0x.identity.MachineId;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** All links of this machine: at most one to each peer (MESH.md §1). Safe for use by any thread. */
public interface Links extends AutoCloseable {
    /** Where peers reach us: the bound address with its real port. */
    InetSocketAddress localAddress();

    /**
     * The link to {@code expected}: the one that is up, else a new one dialled at {@code address}.
     * Blocks, so call it from a virtual thread.
     *
     * @param expected who must prove itself there; anyone else fails the handshake
     * @param timeout for the whole way from the first packet to the peer's Hello
     * @throws DialException if no link came up, with the cause
     */
    Link dial(MachineId expected, InetSocketAddress address, Duration timeout)
            throws DialException, InterruptedException;

    /**
     * A link to whoever answers at {@code address}: for bootstrap addresses, of which nothing else
     * is known. The answer's {@link Link#peer} is proven all the same. Blocks, so call it from a
     * virtual thread.
     *
     * @param timeout for the whole way from the first packet to the peer's Hello
     * @throws DialException if no link came up, with the cause
     */
    Link dial(InetSocketAddress address, Duration timeout)
            throws DialException, InterruptedException;

    /** The link to this machine, if one is up. */
    Optional<Link> to(MachineId machine);

    /** What is up now, in no particular order. */
    List<LinkView> views();

    /** What happened since the start, by cause. */
    LinkCounters counters();

    /** Sends what is queued, tells each peer "daemon stopping", and frees the sockets. */
    @Override
    void close();
}
