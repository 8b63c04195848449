// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.link;

import dev.x0x.identity.MachineId;

import java.util.concurrent.Executor;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * On what terms we open connections: what every connection needs to know and none changes.
 *
 * @param admits whom we let in; asked only of peers that dial us, as dialling is our own choice
 * @param slow runs signature checks, which the event loop must not
 */
record LinkTerms(
        LinkSettings settings,
        MachineId self,
        Supplier<HelloOffer> offer,
        HelloVerifier verifier,
        Predicate<MachineId> admits,
        Executor slow) {
    Hello hello() {
        HelloOffer said = offer.get();
        return new Hello(
                settings.network(),
                self,
                said.bootEpoch(),
                said.features(),
                (int) settings.keepAlive().toMillis(),
                said.announcement(),
                said.advert());
    }
}
