// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.mail;

import dev.x0x.identity.MachineId;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A mesh that keeps what it was given, for the test to carry over or to lose. */
final class FakeRelay implements Relay {
    /** One frame, and which copy of its message it is. */
    record Given(byte[] frame, int attempt) {}

    final Set<MachineId> reached = new HashSet<>();
    final List<Given> given = new ArrayList<>();
    final List<String> outcomes = new ArrayList<>();
    boolean neighbours;
    boolean full;

    @Override
    public boolean reaches(MachineId machine) {
        return reached.contains(machine);
    }

    @Override
    public boolean neighbours() {
        return neighbours;
    }

    @Override
    public boolean post(byte[] frame, int attempt) {
        return !full && (neighbours || !reached.isEmpty()) && given.add(new Given(frame, attempt));
    }

    @Override
    public void outcome(MachineId machine, boolean arrived) {
        outcomes.add(arrived ? "arrived" : "not yet");
    }
}
