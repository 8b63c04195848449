// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.directory;

import dev.x0x.identity.MachineId;
import dev.x0x.identity.Tag;

import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What machines say of themselves, as they signed it: for lists, and no ground for any right.
 * Bounded, and forgotten with the record; safe for use by any thread.
 */
public final class TagBook {
    private static final int MOST = 4_096; // 16 tags each are 2 MiB of text

    private record Said(List<Tag> tags, long expiresMs) {}

    private final InstantSource clock;
    private final Map<MachineId, Said> said = new LinkedHashMap<>();

    /** Empty. */
    public TagBook(InstantSource clock) {
        this.clock = clock;
    }

    /** The newest word of a machine; when there are too many the oldest word goes. */
    public synchronized void heard(MachineId machine, List<Tag> tags, long expiresMs) {
        said.remove(machine);
        if (said.size() >= MOST) {
            said.remove(said.keySet().iterator().next());
        }
        said.put(machine, new Said(List.copyOf(tags), expiresMs));
    }

    /** By key; empty if nothing is known. */
    public synchronized List<Tag> of(MachineId machine) {
        Said known = said.get(machine);
        return known == null || known.expiresMs < clock.millis() ? List.of() : known.tags;
    }
}
