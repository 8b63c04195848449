// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec.audit;

import dev.x0x.identity.MachineId;

import java.util.Optional;

/**
 * The way a request came.
 *
 * @param machine the machine at the other end of the link: the requester's own or a relay's
 * @param addr its network address, none when the request did not come over a network
 * @param direct whether that machine is the requester's own
 */
public record Via(MachineId machine, Optional<String> addr, boolean direct) {}
