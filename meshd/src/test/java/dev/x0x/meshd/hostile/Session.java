// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.hostile;

import dev.x0x.exec.wire.Direction;
import dev.x0x.exec.wire.ExecFrame;
import dev.x0x.exec.wire.ExecPayload;
import dev.x0x.exec.wire.OpenedRecord;
import dev.x0x.exec.wire.RecordOpener;
import dev.x0x.exec.wire.SessionKeys;
import dev.x0x.exec.wire.Target;
import dev.x0x.identity.RequestId;
import dev.x0x.identity.codec.MalformedException;
import dev.x0x.identity.keys.ChaCha20Poly1305;
import dev.x0x.identity.keys.Digest;
import dev.x0x.identity.keys.Hkdf;
import dev.x0x.identity.keys.SecretKeyBytes;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * One session's keys, used as one likes. What we seal is sealed by the words of DECISIONS A6 and
 * not by the product's sealer, which knows no wrong counter.
 */
final class Session {
    private final SecretKeyBytes sealing;
    private final byte[] id;
    private final RecordOpener opener;
    private long counter;

    /** What keys are made of. */
    record Ground(
            byte[] secret,
            SecretKeyBytes shared,
            byte[] requestSha256,
            Target requester,
            Target executor,
            RequestId request,
            byte[] ephCt) {}

    /** The side that seals in this direction. */
    Session(Ground ground, Direction ours) {
        byte[] info =
                ByteBuffer.allocate(20 + 4 * 32 + 16 + 32)
                        .put("x0x-exec-session-v1\0".getBytes(StandardCharsets.US_ASCII))
                        .put(ground.requester.agent().bytes())
                        .put(ground.requester.machine().bytes())
                        .put(ground.executor.agent().bytes())
                        .put(ground.executor.machine().bytes())
                        .put(ground.request.bytes())
                        .put(Digest.sha256(ground.ephCt))
                        .array();
        byte[] shared = ground.shared.exposeSecret();
        byte[] ikm = ByteBuffer.allocate(64).put(ground.secret).put(shared).array();
        byte[] okm = Hkdf.derive(ground.requestSha256, ikm, info, 80).exposeSecret();
        int at = ours == Direction.TO_EXECUTOR ? 0 : 32;
        sealing = SecretKeyBytes.take(Arrays.copyOfRange(okm, at, at + 32));
        id = Arrays.copyOfRange(okm, 64, 80);
        opener =
                SessionKeys.derive(
                                SecretKeyBytes.copyOf(ground.secret),
                                ground.shared,
                                ground.requestSha256,
                                ground.requester,
                                ground.executor,
                                ground.request,
                                ground.ephCt)
                        .opener(
                                ours == Direction.TO_EXECUTOR
                                        ? Direction.TO_REQUESTER
                                        : Direction.TO_EXECUTOR);
    }

    boolean owns(byte[] record) {
        return record.length > 17 && Arrays.equals(record, 1, 17, id, 0, 16);
    }

    OpenedRecord open(byte[] record) throws MalformedException {
        return opener.open(record);
    }

    /** What an honest side would echo now. */
    long echo() {
        return opener.echo();
    }

    /** The counter an honest side would use now. */
    long takeCounter() {
        return counter++;
    }

    byte[] seal(long at, long echo, List<ExecFrame> frames) {
        byte[] body = frames.isEmpty() ? new byte[0] : withoutPrefix(ExecPayload.encode(frames));
        byte[] head = ByteBuffer.allocate(25).put((byte) 1).put(id).putLong(at).array();
        byte[] nonce = ByteBuffer.allocate(12).putInt(0).putLong(at).array();
        byte[] plain = ByteBuffer.allocate(8 + body.length).putLong(echo).put(body).array();
        byte[] sealed = ChaCha20Poly1305.seal(sealing, nonce, head, plain);
        return ByteBuffer.allocate(head.length + sealed.length).put(head).put(sealed).array();
    }

    private static byte[] withoutPrefix(byte[] payload) {
        return Arrays.copyOfRange(payload, ExecPayload.prefix().length, payload.length);
    }
}
