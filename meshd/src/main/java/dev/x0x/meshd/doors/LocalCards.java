// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.doors;

import dev.x0x.acl.TrustLevel;
import dev.x0x.exec.Peer;
import dev.x0x.identity.AgentId;
import dev.x0x.identity.Card;
import dev.x0x.identity.codec.MalformedException;
import dev.x0x.meshd.contacts.ContactImport;
import dev.x0x.meshd.contacts.ContactStore;
import dev.x0x.meshd.directory.CardRefusedException;
import dev.x0x.meshd.directory.Directory;
import dev.x0x.meshd.link.Link;
import dev.x0x.meshd.mail.NotPostedException;
import dev.x0x.meshd.mail.Paths;
import dev.x0x.meshd.rest.CardsDoor;
import dev.x0x.meshd.rest.RefusedException;

import java.io.IOException;
import java.util.Optional;
import java.util.function.BiFunction;

/** Cards, for the HTTP server. */
public record LocalCards(
        BiFunction<Optional<String>, Boolean, Card> ownCard,
        ContactStore contacts,
        Directory directory,
        Targets targets,
        Paths paths)
        implements CardsDoor {

    @Override
    public OwnCard own(Optional<String> displayName, boolean localAddresses) {
        Card card = ownCard.apply(displayName, localAddresses);
        return new OwnCard(card.link(), card.json());
    }

    @Override
    public Imported importCard(String link, TrustLevel level) throws RefusedException, IOException {
        try {
            Card card = Card.open(link);
            if (card.agent().equals(targets.self().agent())) {
                throw new RefusedException(
                        RefusedException.Sort.BAD_REQUEST,
                        "own_card",
                        "this card is our own; import it elsewhere");
            }
            directory.importCard(card);
            ContactImport stored = contacts.importCard(card, level);
            return new Imported(
                    card.agent(),
                    card.displayName(),
                    stored.contact().level(),
                    stored.trustChangeIgnored(),
                    card.groupCount(),
                    card.storeCount());
        } catch (MalformedException e) {
            boolean signature =
                    switch (e.refusal()) {
                        case UNSIGNED, BAD_SIGNATURE, ID_MISMATCH -> true;
                        default -> false;
                    };
            throw new RefusedException(
                    RefusedException.Sort.BAD_REQUEST,
                    (signature ? "agent card signature invalid: " : "invalid card: ")
                            + e.getMessage(),
                    "ask its owner for the card again: x0x agent card");
        } catch (CardRefusedException e) {
            throw new RefusedException(
                    RefusedException.Sort.CONFLICT, e.reason().code(), e.getMessage());
        }
    }

    @Override
    public Connected connect(AgentId agent) throws InterruptedException {
        try {
            Peer target = targets.of(agent, Optional.empty());
            Optional<Link> up = paths.to(target.machine());
            if (up.isPresent()) {
                return new Connected(ConnectOutcome.ALREADY_CONNECTED, address(up.get()));
            }
            return new Connected(ConnectOutcome.DIRECT, address(paths.open(target.machine())));
        } catch (RefusedException e) {
            return new Connected(ConnectOutcome.NOT_FOUND, Optional.empty());
        } catch (NotPostedException e) {
            return new Connected(ConnectOutcome.UNREACHABLE, Optional.empty());
        }
    }

    private static Optional<String> address(Link link) {
        return Optional.of(Addresses.text(link.remote()));
    }
}
