// SPDX-License-Identifier: Apache-2.0
package dev.x0x.identity;

import dev.x0x.identity.codec.Hex;
import dev.x0x.identity.codec.MalformedException;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * An agent's card: who it is, where it runs and how to write to it, under the agent's signature
 * (PROTOCOL.md §4). Each value of this type has been proven; the machine it names has not agreed.
 */
public final class Card {
    private final CardForm form;
    private final AgentId agent;
    private final MachineId machine;
    private final Optional<UserId> user;
    private final byte[] publicKey;

    Card(CardForm form, AgentId agent, MachineId machine, Optional<UserId> user, byte[] publicKey) {
        this.form = form;
        this.agent = agent;
        this.machine = machine;
        this.user = user;
        this.publicKey = publicKey;
    }

    /**
     * What an agent says of itself.
     *
     * @param addresses where the machine can be dialled, best first
     */
    public record Contents(
            String displayName,
            MachineId machine,
            Optional<UserId> user,
            List<Endpoint> addresses,
            Instant created,
            Optional<DmCapabilities> capabilities) {
        /** Copies the list. */
        public Contents {
            addresses = List.copyOf(addresses);
        }
    }

    /** A card of the agent that owns {@code keys}. */
    public static Card signed(AgentKeys keys, Contents contents) {
        byte[] publicKey = keys.publicKey();
        var unsigned =
                new CardForm(
                        contents.displayName,
                        keys.id().hex(),
                        contents.machine.hex(),
                        contents.user.map(UserId::hex),
                        contents.addresses.stream().map(Endpoint::toString).toList(),
                        List.of(),
                        List.of(),
                        contents.created.getEpochSecond(),
                        contents.capabilities,
                        Optional.of(Hex.print(publicKey)),
                        Optional.empty());
        return new Card(
                unsigned.withSignature(keys.sign(unsigned.commitment())),
                keys.id(),
                contents.machine,
                contents.user,
                publicKey);
    }

    /**
     * Reads and proves a card link, or the bare base64 of one.
     *
     * @throws MalformedException the first thing wrong with it: {@code bad_link}, {@code bad_json},
     *     fields, ids, {@code unsigned}, {@code id_mismatch} or {@code bad_signature}
     */
    public static Card open(String link) throws MalformedException {
        return CardForm.parse(link).judge();
    }

    /**
     * Reads and proves a card from its JSON, as it is kept on disk.
     *
     * @throws MalformedException as {@link #open}
     */
    public static Card openJson(byte[] json) throws MalformedException {
        return CardReader.read(json).judge();
    }

    /** The link that carries this card, about 20 KB. */
    public String link() {
        return form.link();
    }

    /** The card as compact JSON. Members that we did not know when reading it are gone. */
    public String json() {
        return form.json();
    }

    /** What the agent calls itself; any text at all. */
    public String displayName() {
        return form.displayName();
    }

    /** Who signed. */
    public AgentId agent() {
        return agent;
    }

    /** Where the agent says that it runs; empty if the card names none (all zeros). */
    public Optional<MachineId> machine() {
        return machine.equals(MachineId.of(new byte[32])) ? Optional.empty() : Optional.of(machine);
    }

    /** Whose agent it says it is; without proof. */
    public Optional<UserId> user() {
        return user;
    }

    /** The addresses that can be read as such, in the card's order. */
    public List<Endpoint> addresses() {
        return form.addresses().stream().flatMap(text -> Endpoint.parse(text).stream()).toList();
    }

    /** How many groups it invites to. */
    public int groupCount() {
        return form.groups().size();
    }

    /** How many stores it names. */
    public int storeCount() {
        return form.stores().size();
    }

    /** When it was made, in Unix seconds; a u64. */
    public long createdAt() {
        return form.createdAt();
    }

    /** Whether it was made before {@code other}. */
    public boolean olderThan(Card other) {
        return Long.compareUnsigned(createdAt(), other.createdAt()) < 0;
    }

    /** How to write to the agent. */
    public Optional<DmCapabilities> capabilities() {
        return form.capabilities();
    }

    /** The agent's public key, 1952 bytes, a copy. */
    public byte[] publicKey() {
        return publicKey.clone();
    }

    @Override
    public String toString() {
        return "[card of " + agent + "]";
    }
}
