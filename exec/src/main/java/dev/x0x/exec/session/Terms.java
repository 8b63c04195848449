// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec.session;

import dev.x0x.acl.Caps;
import dev.x0x.identity.RequestId;

import java.time.Duration;
import java.util.Optional;

/**
 * Everything an allowed request fixes for its session.
 *
 * @param caps the policy's limits at the time of the verdict
 * @param timeout the granted run time, exact to the millisecond
 * @param lease what the requester asked for in Open
 * @param stdin the whole stdin when it came in the request; empty when it will be streamed
 * @param stdinTotal its length in bytes
 * @param stdinSha256 its digest
 * @param requestSha256 SHA-256 of the carrier body that asked
 */
public record Terms(
        RequestId id,
        Caps caps,
        Duration timeout,
        Duration lease,
        Optional<byte[]> stdin,
        long stdinTotal,
        byte[] stdinSha256,
        byte[] requestSha256) {}
