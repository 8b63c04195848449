// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec;

import dev.x0x.identity.RequestId;

import java.time.Duration;
import java.util.List;

/** A command that runs here for somebody. */
public record ActiveSession(RequestId id, Peer peer, List<String> argv, Duration age) {}
