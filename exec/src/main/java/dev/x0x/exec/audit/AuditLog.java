// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec.audit;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Where records go. {@link AuditFile} is the real one; tests bring one that fails. */
public interface AuditLog {
    /**
     * Takes records, in this order and after all that were taken before.
     *
     * @return completes once all of them are durable, or fails and then none of them counts as
     *     recorded. What depends on it may run on the log's own thread: enqueue and return.
     */
    CompletableFuture<Void> append(List<AuditRecord> records);
}
