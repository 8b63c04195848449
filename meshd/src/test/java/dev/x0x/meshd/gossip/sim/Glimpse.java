// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.sim;

import dev.x0x.identity.MachineId;
import dev.x0x.meshd.gossip.wire.Hint;

import java.util.Collection;
import java.util.List;
import java.util.Map;

/** What the simulation reads of a node for its measures, and for its restart. */
interface Glimpse {
    /** Whom it gossips with. */
    Collection<MachineId> neighbours();

    /** Those of them it sends whole records to. */
    Collection<MachineId> eager();

    /** Those of them it dialled. */
    Collection<MachineId> dialled();

    /** Whom its address book names. */
    Collection<MachineId> book();

    /** What it would keep over a restart. */
    List<Hint> cache();

    /** How many entries each of its tables has, in a fixed order. */
    Map<String, Integer> tables();
}
