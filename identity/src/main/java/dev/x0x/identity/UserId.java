// SPDX-License-Identifier: Apache-2.0
package dev.x0x.identity;

import dev.x0x.identity.codec.MalformedException;

/** Who vouches: the id of a user's key, which issues agent certificates. */
public final class UserId implements Comparable<UserId> {
    private final Id32 id;

    private UserId(Id32 id) {
        this.id = id;
    }

    /**
     * The id that these 32 bytes spell.
     *
     * @throws IllegalArgumentException for another length
     */
    public static UserId of(byte[] bytes) {
        return new UserId(Id32.of(bytes));
    }

    /**
     * The id of an ML-DSA-65 public key: SHA-256 of {@code AUTONOMI_PEER_ID_V2:} and the raw key
     * (PROTOCOL.md §1.2).
     *
     * @throws MalformedException {@code bad_length} unless the key has 1952 bytes
     */
    public static UserId derive(byte[] publicKey) throws MalformedException {
        return new UserId(Id32.derive(publicKey));
    }

    /**
     * Reads 64 hex characters, in either case.
     *
     * @throws MalformedException {@code bad_length} or {@code bad_hex}
     */
    public static UserId parse(String text) throws MalformedException {
        return new UserId(Id32.parse(text));
    }

    /** The 32 bytes, a copy. */
    public byte[] bytes() {
        return id.bytes();
    }

    /** 64 lower-case hex characters. */
    public String hex() {
        return id.hex();
    }

    @Override
    public int compareTo(UserId other) {
        return id.compareTo(other.id);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof UserId same && id.equals(same.id);
    }

    @Override
    public int hashCode() {
        return id.hashCode();
    }

    @Override
    public String toString() {
        return id.hex();
    }
}
