// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec;

import dev.x0x.identity.RequestId;

import java.time.Duration;
import java.util.List;

/** A command asked from here that has not ended. */
public record PendingCall(RequestId id, Peer target, List<String> argv, Duration age) {}
