// SPDX-License-Identifier: Apache-2.0
package dev.x0x.acl;

import dev.x0x.identity.AgentId;
import dev.x0x.identity.MachineId;

import java.time.Duration;
import java.util.List;

/**
 * What is asked, by a pair whose identity is proven and whose trust is Accept (gate rows 1 and 2).
 *
 * @param agent who asks
 * @param machine from where
 * @param argv the tokens as asked
 * @param cwdAsked whether the request names a working directory; none may
 * @param stdinBytes the announced length of stdin, a u64: a negative number is a huge one
 * @param timeout the asked timeout
 */
public record ExecQuestion(
        AgentId agent,
        MachineId machine,
        List<String> argv,
        boolean cwdAsked,
        long stdinBytes,
        Duration timeout) {

    /** Copies the tokens. */
    public ExecQuestion {
        argv = List.copyOf(argv);
    }
}
