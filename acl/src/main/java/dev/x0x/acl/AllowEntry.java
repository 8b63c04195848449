// SPDX-License-Identifier: Apache-2.0
package dev.x0x.acl;

import dev.x0x.identity.AgentId;
import dev.x0x.identity.MachineId;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * One {@code [[exec.allow]]}: what a pair may run.
 *
 * @param description the operator's words, shown in audit when the entry matched
 * @param agent who
 * @param machine from where
 * @param maxDuration lowers the global cap for these commands
 * @param commands in the order of the file
 */
public record AllowEntry(
        Optional<String> description,
        AgentId agent,
        MachineId machine,
        Optional<Duration> maxDuration,
        List<Command> commands) {

    /**
     * One {@code [[exec.allow.commands]]}.
     *
     * @param rule its words
     * @param program the absolute path that runs
     */
    public record Command(Rule rule, String program) {
        /**
         * Checks the path.
         *
         * @throws IllegalArgumentException if it is not absolute
         */
        public Command {
            if (!program.startsWith("/")) {
                throw new IllegalArgumentException("not an absolute path: " + program);
            }
        }
    }

    /** Copies the commands. */
    public AllowEntry {
        commands = List.copyOf(commands);
    }
}
