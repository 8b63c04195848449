// SPDX-License-Identifier: Apache-2.0
package dev.x0x.acl;

import dev.x0x.identity.AgentId;
import dev.x0x.identity.MachineId;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Policies and questions in few words, for the tables. */
final class Policies {
    static final AgentId ALICE = agent(0xa1);
    static final AgentId BOB = agent(0xb0);
    static final MachineId LAPTOP = machine(0x1a);
    static final MachineId SERVER = machine(0x5e);

    private Policies() {}

    static AgentId agent(int fill) {
        return AgentId.of(filled(fill));
    }

    static MachineId machine(int fill) {
        return MachineId.of(filled(fill));
    }

    private static byte[] filled(int fill) {
        byte[] id = new byte[32];
        Arrays.fill(id, (byte) fill);
        return id;
    }

    static AllowEntry.Command command(String... argv) {
        return command("/usr/bin/" + argv[0].substring(argv[0].lastIndexOf('/') + 1), argv);
    }

    static AllowEntry.Command command(String program, String[] argv) {
        try {
            return new AllowEntry.Command(Rule.parse(List.of(argv)), program);
        } catch (BadRuleException e) {
            throw new AssertionError(e);
        }
    }

    static AllowEntry entry(String description, AllowEntry.Command... commands) {
        return new AllowEntry(
                Optional.of(description), ALICE, LAPTOP, Optional.empty(), List.of(commands));
    }

    static AllowEntry within(Duration max, AllowEntry entry) {
        return new AllowEntry(
                entry.description(),
                entry.agent(),
                entry.machine(),
                Optional.of(max),
                entry.commands());
    }

    static ExecPolicy policy(AllowEntry... entries) {
        return ExecPolicy.allowing(Caps.DEFAULTS, List.of(entries));
    }

    static ExecQuestion ask(String... argv) {
        return new ExecQuestion(ALICE, LAPTOP, List.of(argv), false, 0, Duration.ofSeconds(30));
    }
}
