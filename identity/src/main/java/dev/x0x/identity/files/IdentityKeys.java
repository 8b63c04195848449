// SPDX-License-Identifier: Apache-2.0
package dev.x0x.identity.files;

import dev.x0x.identity.AgentKeys;
import dev.x0x.identity.MachineKeys;
import dev.x0x.identity.UserKeys;

import java.util.Optional;

/**
 * All keys that a daemon runs with, owned by this value: {@link #close} erases them.
 *
 * @param user only if there was a {@code user.key}
 * @param kem the key that mail to the agent is sealed to
 */
public record IdentityKeys(
        MachineKeys machine, AgentKeys agent, Optional<UserKeys> user, KemKeyFile.Loaded kem)
        implements AutoCloseable {
    @Override
    public void close() {
        machine.close();
        agent.close();
        user.ifPresent(UserKeys::close);
        kem.close();
    }
}
