// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.rest;

import dev.x0x.identity.files.AtomicFile;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.random.RandomGenerator;

/** The bearer token of {@code <data_dir>/api-token}. Only its SHA-256 is kept. */
final class ApiToken {
    private static final String NAME = "api-token";

    /** The field uses an existing file from this length on. */
    private static final int SHORTEST = 32;

    private static final int LONGEST = 1024;

    private final byte[] digest;

    private ApiToken(byte[] digest) {
        this.digest = digest;
    }

    /**
     * Reads the token, or makes one of 64 hex characters if there is no file.
     *
     * @throws IOException the file cannot be used, and what to do about it
     */
    static ApiToken open(Path dataDir, RandomGenerator random) throws IOException {
        Path path = dataDir.resolve(NAME);
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            create(path, random);
        }
        refuseWide(path);
        byte[] bytes;
        try (var in = Files.newInputStream(path)) {
            bytes = in.readNBytes(LONGEST + 1);
        }
        byte[] token =
                new String(bytes, StandardCharsets.US_ASCII)
                        .strip()
                        .getBytes(StandardCharsets.US_ASCII);
        Arrays.fill(bytes, (byte) 0);
        if (token.length < SHORTEST || token.length > LONGEST) {
            throw new IOException(
                    path + ": no API token in it; delete the file to have a new one made");
        }
        var opened = new ApiToken(sha256(token));
        Arrays.fill(token, (byte) 0);
        return opened;
    }

    /** Whether this is the token; takes as long for every wrong one. */
    boolean matches(String presented) {
        return MessageDigest.isEqual(
                digest, sha256(presented.getBytes(StandardCharsets.ISO_8859_1)));
    }

    private static void create(Path path, RandomGenerator random) throws IOException {
        byte[] secret = new byte[32];
        random.nextBytes(secret);
        byte[] text = HexFormat.of().formatHex(secret).getBytes(StandardCharsets.US_ASCII);
        Arrays.fill(secret, (byte) 0);
        AtomicFile.create(path, text, AtomicFile.OWNER);
        Arrays.fill(text, (byte) 0);
    }

    private static void refuseWide(Path path) throws IOException {
        var attributes =
                Files.readAttributes(path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (!attributes.isRegularFile()) {
            throw new IOException(path + ": not a plain file; put the API token itself there");
        }
        if (!AtomicFile.OWNER.containsAll(attributes.permissions())) {
            throw new IOException(path + ": others may use the API token; run: chmod 600 " + path);
        }
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
