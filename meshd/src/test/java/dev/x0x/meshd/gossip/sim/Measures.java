// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.sim;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;

/** What an experiment measured, by name, in the order of measuring. */
final class Measures {
    private final Map<String, Double> values = new LinkedHashMap<>();

    Measures put(String name, double value) {
        values.put(name, value);
        return this;
    }

    /** Keeps the worst: the highest. */
    Measures most(String name, double value) {
        values.merge(name, value, Math::max);
        return this;
    }

    /** Keeps the worst: the lowest. */
    Measures least(String name, double value) {
        values.merge(name, value, Math::min);
        return this;
    }

    OptionalDouble of(String name) {
        Double value = values.get(name);
        return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
    }

    Map<String, Double> all() {
        return Collections.unmodifiableMap(values);
    }
}
