// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec.audit;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * How an audit file is kept.
 *
 * @param path where; rotated files stand beside it
 * @param group a group of this machine that may read it; nobody beside the owner without one
 * @param rotateBytes a file of this size is set aside and a new one begun; 0 for never
 * @param key signs checkpoints; without one the chain is there but nobody vouches for it
 * @param lastHead the newest one that {@code heads} was told of, as it was kept elsewhere
 * @param heads is told how far the file has come, after each checkpoint, by the writer's thread
 * @param incidents is told in words when somebody else has changed the file, by any thread
 * @param clock for the time of checkpoints
 */
public record AuditSettings(
        Path path,
        Optional<String> group,
        long rotateBytes,
        Optional<CheckpointKey> key,
        Optional<AuditHead> lastHead,
        Consumer<AuditHead> heads,
        Consumer<String> incidents,
        InstantSource clock) {
    /** A plain file: nothing signed, never rotated. */
    public static AuditSettings plain(Path path) {
        return new AuditSettings(
                path,
                Optional.empty(),
                0,
                Optional.empty(),
                Optional.empty(),
                _ -> {},
                _ -> {},
                InstantSource.system());
    }
}
