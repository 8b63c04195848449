// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.rest;

/** Everything the HTTP door needs of the daemon. */
public record Doors(
        ExecDoor exec,
        ContactsDoor contacts,
        CardsDoor cards,
        StatusDoor status,
        DirectDoor direct,
        DiagnosticsDoor diagnostics,
        MeshDoor mesh,
        ShutdownDoor shutdown) {}
