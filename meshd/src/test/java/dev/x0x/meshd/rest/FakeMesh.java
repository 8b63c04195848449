// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.rest;

import dev.x0x.identity.AgentId;
import dev.x0x.identity.MachineId;
import dev.x0x.identity.Tag;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A mesh of one link that knows agent aa…, whose key this daemon holds. */
final class FakeMesh implements MeshDoor {
    private static final AgentId OURS = FakeDoors.agent(0xaa);
    private static final MachineId OTHER = FakeDoors.machine(0xcc);

    @Override
    public Overview overview() {
        return new Overview(
                "dial_out",
                12,
                1,
                2,
                340,
                "on",
                2,
                List.of(
                        new LinkRow(
                                OTHER,
                                OURS,
                                "192.0.2.1:5483",
                                true,
                                true,
                                Optional.of("public"),
                                Optional.of(true),
                                Optional.of(Duration.ofMillis(4)),
                                false,
                                Optional.of(3.2),
                                40_960,
                                20_480,
                                FakeDoors.THEN)),
                Map.of("hello_mismatch", 1L),
                List.of(
                        new Refused(
                                FakeDoors.THEN,
                                "192.0.2.9:5483",
                                false,
                                Optional.of(OTHER),
                                "hello_mismatch",
                                "its announcement is of another machine")));
    }

    @Override
    public List<Known> agents(List<Tag> having) {
        Known bob =
                new Known(
                        OURS,
                        OTHER,
                        Optional.of("bob"),
                        List.of("192.0.2.1:5483"),
                        false,
                        true,
                        List.of(new Tag("role", "db")));
        return bob.tags().containsAll(having) ? List.of(bob) : List.of();
    }

    @Override
    public List<Known> find(AgentId agent) {
        return agent.equals(OURS) ? agents(List.of()) : List.of();
    }

    @Override
    public Way way(AgentId agent) throws RefusedException {
        if (!agent.equals(OURS)) {
            throw new RefusedException(
                    RefusedException.Sort.NOT_FOUND, "unknown_agent", "no machine is known");
        }
        return new Way(
                agent,
                OTHER,
                false,
                List.of(new Hop(FakeDoors.machine(0xee), 2)),
                Optional.of(new Worked(FakeDoors.machine(0xee), Duration.ofMillis(1_500))));
    }

    @Override
    public Revoked revoke(
            Optional<AgentId> agent, Optional<MachineId> machine, Optional<String> reason)
            throws RefusedException {
        if (!agent.equals(Optional.of(OURS))) {
            throw new RefusedException(
                    RefusedException.Sort.FORBIDDEN, "not_ours", "not held by this daemon");
        }
        return new Revoked("agent", OURS.hex(), FakeDoors.THEN, reason);
    }

    @Override
    public List<Revoked> revocations() {
        return List.of(new Revoked("agent", OURS.hex(), FakeDoors.THEN, Optional.empty()));
    }
}
