// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.rest;

import dev.x0x.identity.RequestId;

/** What is still known of a request that was asked from here. */
public sealed interface ExecRemembered {
    /** No end has come yet. */
    record Running(RequestId requestId) implements ExecRemembered {}

    /** It ended so. The output itself is not kept. */
    record Ended(ExecEnd end) implements ExecRemembered {}
}
