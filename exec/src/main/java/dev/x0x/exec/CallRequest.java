// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec;

import dev.x0x.identity.RequestId;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A command to run elsewhere.
 *
 * @param cwd asked for only to be refused by the other side; there is no allowed value
 * @param stdin all of it; empty for none
 */
public record CallRequest(
        Peer target,
        RequestId id,
        List<String> argv,
        byte[] stdin,
        Duration timeout,
        Optional<String> cwd) {}
