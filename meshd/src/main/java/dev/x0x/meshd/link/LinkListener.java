// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.link;

/**
 * Is told what happens on links. Called on the one event loop of all links: it must not block, and
 * a slow listener slows every link.
 */
public interface LinkListener {
    /** A link is up: the peer is proven and its Hello was accepted. */
    void up(Link link);

    /** A link that was up is down; no further call names it. */
    void down(Link link, DownCause cause);

    /** A payload frame arrived. The array is the listener's. */
    void frame(Link link, byte[] payloadFrame);

    /** After a refused {@link Link#send}, the queue has drained below half. */
    void writable(Link link);
}
