// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.mail;

import java.util.concurrent.CompletableFuture;

/** A message that was sealed and handed to a link. */
public interface Posted {
    /** SHA-256 of the carrier body: what acknowledgements name. */
    byte[] bodySha256();

    /** Hands the same bytes to a link once more, while they live. Never blocks. */
    void again();

    /** Stops the copies. */
    void settle();

    /** The envelope's own id, 16 bytes. */
    byte[] messageId();

    /** How many copies went after the first. */
    int repeats();

    /** Completes when the peer's acknowledgement came; it may never. */
    CompletableFuture<Void> acknowledged();
}
