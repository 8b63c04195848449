// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.rest;

/** The way out. */
@FunctionalInterface
public interface ShutdownDoor {
    /** Begins a clean stop and returns at once. */
    void shutdown();
}
