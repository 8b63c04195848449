// SPDX-License-Identifier: Apache-2.0
package dev.x0x.identity;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.x0x.identity.codec.BincodeReader;
import dev.x0x.identity.codec.BincodeWriter;
import dev.x0x.identity.codec.MalformedException;
import dev.x0x.identity.codec.Refusal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Many revocations: as broadcast, and as kept in {@code revocations.bin} (PROTOCOL.md §1.7). */
public final class Revocations {
    private static final byte[] MAGIC = "X0XR".getBytes(US_ASCII);

    private Revocations() {}

    /** A record on disk, with the certificate that gave its issuer the right, if one was needed. */
    public record Kept(Revocation revocation, Optional<AgentCertificate> certificate) {}

    /**
     * Reads a broadcast payload.
     *
     * @throws MalformedException if these are not the bytes of one
     */
    public static List<Revocation> decode(byte[] bytes) throws MalformedException {
        var in = new BincodeReader(bytes, Revocation.LIMIT);
        int count = in.count();
        var read = new ArrayList<Revocation>();
        for (int i = 0; i < count; i++) {
            read.add(Revocation.read(in));
        }
        in.end();
        return List.copyOf(read);
    }

    /** The bytes that {@link #decode} reads. */
    public static byte[] encode(List<Revocation> revocations) {
        var out = new BincodeWriter(8_192).count(revocations.size());
        revocations.forEach(one -> one.write(out));
        return out.toBytes();
    }

    /**
     * Reads the contents of {@code revocations.bin}.
     *
     * @throws MalformedException {@code missing_prefix}, or what else is wrong with them
     */
    public static List<Kept> decodeFile(byte[] bytes) throws MalformedException {
        if (!AgentCertificate.startsWith(bytes, MAGIC)) {
            throw new MalformedException(Refusal.MISSING_PREFIX, "no X0XR at the start");
        }
        var in = new BincodeReader(bytes, Integer.MAX_VALUE); // our own file has no set limit
        in.raw(MAGIC.length);
        int count = in.count();
        var read = new ArrayList<Kept>();
        for (int i = 0; i < count; i++) {
            Revocation one = Revocation.read(in);
            read.add(
                    new Kept(
                            one,
                            in.option()
                                    ? Optional.of(AgentCertificate.read(in))
                                    : Optional.empty()));
        }
        in.end();
        return List.copyOf(read);
    }

    /** The bytes that {@link #decodeFile} reads. */
    public static byte[] encodeFile(List<Kept> kept) {
        var out = new BincodeWriter(8_192).raw(MAGIC).count(kept.size());
        for (Kept one : kept) {
            one.revocation().write(out);
            out.option(one.certificate().isPresent());
            one.certificate().ifPresent(certificate -> certificate.write(out));
        }
        return out.toBytes();
    }
}
