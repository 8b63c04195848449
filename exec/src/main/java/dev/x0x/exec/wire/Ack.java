// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec.wire;

import dev.x0x.exec.audit.StdStream;
import dev.x0x.identity.RequestId;

import java.util.Objects;

/**
 * 12: how far a stream was received and up to where it may be sent. Travels both ways: the executor
 * acknowledges stdin, the requester stdout and stderr.
 *
 * @param nextSeq u32, the first piece not yet received
 * @param credit u64, bytes counted from the beginning of the stream: the offset up to which the
 *     other side may send, whatever is on its way. It only grows; a lower one is an older one (as
 *     MAX_STREAM_DATA, RFC 9000 §19.10)
 */
public record Ack(RequestId id, StdStream stream, long nextSeq, long credit)
        implements ToServer, ToCaller {
    public Ack {
        Objects.requireNonNull(id);
        Objects.requireNonNull(stream);
        Fields.u32("next_seq", nextSeq);
    }
}
