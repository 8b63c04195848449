// SPDX-License-Identifier: Apache-2.0
package dev.x0x.identity;

import java.util.List;
import java.util.Optional;

/**
 * Where a machine says that it can be dialled, as announced (PROTOCOL.md §5.1). Claims, not facts.
 *
 * @param natType free text
 * @param reachableVia machines that coordinate for it
 * @param relayCandidates machines that relay for it
 */
public record Reachability(
        List<Endpoint> addresses,
        Optional<String> natType,
        Optional<Boolean> canReceiveDirect,
        Optional<Boolean> isRelay,
        Optional<Boolean> isCoordinator,
        List<MachineId> reachableVia,
        List<MachineId> relayCandidates) {
    /** Copies the lists. */
    public Reachability {
        addresses = List.copyOf(addresses);
        reachableVia = List.copyOf(reachableVia);
        relayCandidates = List.copyOf(relayCandidates);
    }

    /** Addresses and nothing else. */
    public static Reachability at(List<Endpoint> addresses) {
        return new Reachability(
                addresses,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of());
    }
}
