// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec.wire;

import dev.x0x.identity.RequestId;
import dev.x0x.identity.keys.Digest;
import dev.x0x.identity.keys.Hkdf;
import dev.x0x.identity.keys.MlKem;
import dev.x0x.identity.keys.SecretKeyBytes;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What both ends of a session derive from its Request and Accepted: a key each way and the name of
 * the session (DECISIONS A6). In memory only.
 *
 * <p>{@link #sealer} and {@link #opener} copy their keys: close this as soon as both are taken.
 */
public final class SessionKeys implements AutoCloseable {
    private static final byte[] LABEL = "x0x-exec-session-v1\0".getBytes(StandardCharsets.US_ASCII);
    private static final int KEY = 32;
    private static final int IDS = 4 * 32 + 16;
    private static final int OKM = 2 * KEY + SessionId.LENGTH;

    private final SessionId id;
    private final SecretKeyBytes toExecutor;
    private final SecretKeyBytes toRequester;
    private boolean sealerTaken;

    private SessionKeys(byte[] okm) {
        toExecutor = SecretKeyBytes.take(Arrays.copyOf(okm, KEY));
        toRequester = SecretKeyBytes.take(Arrays.copyOfRange(okm, KEY, 2 * KEY));
        id = SessionId.read(okm, 2 * KEY);
    }

    /**
     * The keys of one session.
     *
     * @param secret the 32 bytes of Open
     * @param ssEph the 32 bytes that Accepted encapsulates
     * @param requestSha256 SHA-256 of the carrier body that the Request came in: the whole envelope
     * @param ephCt the ciphertext of Accepted
     * @throws IllegalArgumentException for another length
     */
    public static SessionKeys derive(
            SecretKeyBytes secret,
            SecretKeyBytes ssEph,
            byte[] requestSha256,
            Target requester,
            Target executor,
            RequestId request,
            byte[] ephCt) {
        Fields.length("secret", secret.length(), ToServer.Open.SECRET);
        Fields.length("ss_eph", ssEph.length(), MlKem.SHARED_SECRET);
        Fields.length("request_sha256", requestSha256.length, Fields.SHA256);
        Fields.length("eph_ct", ephCt.length, MlKem.CIPHERTEXT);
        byte[] info =
                ByteBuffer.allocate(LABEL.length + IDS + Fields.SHA256)
                        .put(LABEL)
                        .put(requester.agent().bytes())
                        .put(requester.machine().bytes())
                        .put(executor.agent().bytes())
                        .put(executor.machine().bytes())
                        .put(request.bytes())
                        .put(Digest.sha256(ephCt))
                        .array();
        byte[] ikm = joined(secret, ssEph);
        byte[] okm = {};
        try (SecretKeyBytes output = Hkdf.derive(requestSha256, ikm, info, OKM)) {
            okm = output.exposeSecret();
            return new SessionKeys(okm);
        } finally {
            Arrays.fill(ikm, (byte) 0);
            Arrays.fill(okm, (byte) 0);
        }
    }

    /** The name of the session. */
    public SessionId id() {
        return id;
    }

    /**
     * What seals the records of the end that sends this way.
     *
     * @throws IllegalStateException the second time: a second sealer would use counters again
     */
    public RecordSealer sealer(Direction direction) {
        if (sealerTaken) {
            throw new IllegalStateException("a session's end has one sealer, already taken");
        }
        sealerTaken = true;
        return new RecordSealer(key(direction), id);
    }

    /** What opens the records that travel this way. */
    public RecordOpener opener(Direction direction) {
        return new RecordOpener(key(direction), id);
    }

    SecretKeyBytes key(Direction direction) {
        return switch (direction) {
            case TO_EXECUTOR -> toExecutor;
            case TO_REQUESTER -> toRequester;
        };
    }

    /** Erases both keys. */
    @Override
    public void close() {
        toExecutor.close();
        toRequester.close();
    }

    private static byte[] joined(SecretKeyBytes first, SecretKeyBytes second) {
        byte[] a = first.exposeSecret();
        byte[] b = second.exposeSecret();
        byte[] joined = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, joined, a.length, b.length);
        Arrays.fill(a, (byte) 0);
        Arrays.fill(b, (byte) 0);
        return joined;
    }
}
