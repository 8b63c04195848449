// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd;

import dev.x0x.identity.AgentId;
import dev.x0x.identity.codec.MalformedException;
import dev.x0x.meshd.doors.AgentFinder;
import dev.x0x.meshd.gossip.wire.RecordKind;
import dev.x0x.meshd.gossip.wire.SignedRecord;
import dev.x0x.meshd.gossip.wire.SignedRecords;
import dev.x0x.meshd.mesh.Mesh;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * Asks the mesh where an agent runs: its advert by its id, then the announcement of the machine
 * that the advert names. Both are signed, and only both together say it (DECISIONS B1).
 *
 * @param learn takes a verified record into the directory
 */
record LookUp(Mesh mesh, Consumer<SignedRecord> learn) implements AgentFinder {
    private static final long PATIENCE_S = 7; // the mesh gives up after five

    @Override
    public void find(AgentId agent) throws InterruptedException {
        Optional<SignedRecord> advert = await(mesh.seek(SignedRecords.advertsOf(agent)));
        if (advert.isEmpty()) {
            return;
        }
        try {
            var machine = SignedRecords.advert(advert.get().bytes()).machine();
            learn.accept(advert.get());
            await(mesh.seek(new SignedRecord.Key(RecordKind.ANNOUNCEMENT, machine)))
                    .ifPresent(learn);
        } catch (MalformedException e) {
            throw new IllegalStateException("a verified advert", e);
        }
    }

    private static Optional<SignedRecord> await(CompletableFuture<Optional<SignedRecord>> answer)
            throws InterruptedException {
        try {
            return answer.get(PATIENCE_S, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            return Optional.empty();
        }
    }
}
