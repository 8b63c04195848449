// SPDX-License-Identifier: Apache-2.0
package dev.x0x.identity;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.x0x.identity.codec.BincodeWriter;
import dev.x0x.identity.codec.Hex;
import dev.x0x.identity.codec.MalformedException;
import dev.x0x.identity.codec.Refusal;
import dev.x0x.identity.keys.MlDsa;

import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * The fields of a card as they were written, unproven (PROTOCOL.md §4.2). The signature is over the
 * text, so ids and keys stay text here.
 *
 * @param createdAt Unix seconds, u64
 */
record CardForm(
        String displayName,
        String agentId,
        String machineId,
        Optional<String> userId,
        List<String> addresses,
        List<Pair> groups,
        List<Pair> stores,
        long createdAt,
        Optional<DmCapabilities> capabilities,
        Optional<String> agentPublicKey,
        Optional<String> signature) {
    static final String LINK = "x0x://agent/";
    private static final String DOMAIN = "x0x-agent-card-v1";

    /** A group with its invitation, or a store with its topic. */
    record Pair(String name, String value) {}

    /** Reads a link or the bare base64 after its scheme, white space around it allowed. */
    static CardForm parse(String text) throws MalformedException {
        String body = strip(text);
        if (body.startsWith(LINK)) {
            body = body.substring(LINK.length());
        }
        byte[] json;
        try {
            json = Base64.getUrlDecoder().decode(body);
        } catch (IllegalArgumentException e) {
            throw new MalformedException(Refusal.BAD_LINK, "not a card link");
        }
        // the JDK takes padding and left-over bits; only one spelling may stand for a card
        if (!encode(json).equals(body)) {
            throw new MalformedException(Refusal.BAD_LINK, "not a card link");
        }
        return CardReader.read(json);
    }

    /** The link to this card. */
    String link() {
        return LINK + encode(json().getBytes(UTF_8));
    }

    /** Compact JSON in the order of PROTOCOL.md §4.2. */
    String json() {
        return CardWriter.print(this);
    }

    /** What the agent signs (PROTOCOL.md §4.3). */
    byte[] commitment() {
        var out = new BincodeWriter(8_192);
        out.raw(DOMAIN.getBytes(UTF_8));
        text(out, displayName);
        text(out, agentId);
        text(out, machineId);
        text(out, userId.orElse(""));
        out.u32(addresses.size());
        addresses.forEach(address -> text(out, address));
        pairs(out, groups);
        pairs(out, stores);
        out.u64(createdAt);
        var inner = new BincodeWriter(2_048).option(capabilities.isPresent());
        capabilities.ifPresent(one -> one.write(inner));
        lengthFirst(out, inner.toBytes());
        text(out, agentPublicKey.orElse(""));
        return out.toBytes();
    }

    /** The same card with a signature. */
    CardForm withSignature(byte[] bytes) {
        return new CardForm(
                displayName,
                agentId,
                machineId,
                userId,
                addresses,
                groups,
                stores,
                createdAt,
                capabilities,
                agentPublicKey,
                Optional.of(Hex.print(bytes)));
    }

    /** Proves the card, in the order of vectors/README.md, definition 10. */
    Card judge() throws MalformedException {
        AgentId agent = AgentId.parse(agentId);
        MachineId machine = MachineId.parse(machineId);
        Optional<UserId> user =
                userId.isPresent() ? Optional.of(UserId.parse(userId.get())) : Optional.empty();
        if (agentPublicKey.isEmpty() || signature.isEmpty()) {
            throw new MalformedException(
                    Refusal.UNSIGNED, "a card needs agent_public_key and signature");
        }
        byte[] key = Hex.parse(agentPublicKey.get(), MlDsa.PUBLIC_KEY);
        byte[] signed = Hex.parse(signature.get(), MlDsa.SIGNATURE);
        if (!AgentId.derive(key).hex().equals(agentId)) { // as text: upper case is not the same id
            throw new MalformedException(Refusal.ID_MISMATCH, "agent_id is not that of the key");
        }
        if (!MlDsa.verify(key, commitment(), signed)) {
            throw new MalformedException(
                    Refusal.BAD_SIGNATURE, "the card was changed or is not by " + agent);
        }
        return new Card(this, agent, machine, user, key);
    }

    private static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static String strip(String text) {
        int from = 0;
        int to = text.length();
        while (from < to && " \t\r\n".indexOf(text.charAt(from)) >= 0) {
            from++;
        }
        while (to > from && " \t\r\n".indexOf(text.charAt(to - 1)) >= 0) {
            to--;
        }
        return text.substring(from, to);
    }

    private static void pairs(BincodeWriter out, List<Pair> pairs) {
        out.u32(pairs.size());
        for (Pair pair : pairs) {
            text(out, pair.name);
            text(out, pair.value);
        }
    }

    private static void text(BincodeWriter out, String text) {
        lengthFirst(out, text.getBytes(UTF_8));
    }

    private static void lengthFirst(BincodeWriter out, byte[] bytes) {
        out.u32(bytes.length).raw(bytes);
    }
}
