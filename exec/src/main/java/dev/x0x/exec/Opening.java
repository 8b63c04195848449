// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec;

import dev.x0x.exec.wire.ExecPayload;
import dev.x0x.exec.wire.ToServer;
import dev.x0x.identity.keys.Digest;
import dev.x0x.identity.keys.KemKeyPair;
import dev.x0x.identity.keys.SecretKeyBytes;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Open and Request: what a call begins with (DECISIONS A5, A6). */
final class Opening {
    private static final long LEASE_MS = 10_000;
    private static final int SECRET = 32;

    private Opening() {}

    static OpenCall of(CallRequest request, SecureRandom random, Duration uptime) {
        byte[] secret = new byte[SECRET];
        random.nextBytes(secret);
        KemKeyPair ephemeral = KemKeyPair.generate(random);
        ToServer.Open open =
                new ToServer.Open(
                        request.id(),
                        SecretKeyBytes.take(secret),
                        ephemeral.publicKey(),
                        LEASE_MS,
                        request.stdin().length,
                        Digest.sha256(request.stdin()));
        return new OpenCall(request, open, ephemeral, uptime);
    }

    /**
     * The payload that asks; stdin rides along when it fits.
     *
     * @throws NotSentException if the argv alone is too large for one message
     */
    static byte[] payload(OpenCall one) throws NotSentException {
        boolean inline = streamed(one).isEmpty();
        List<ToServer> frames = List.of(one.open, request(one.request, inline));
        if (ExecPayload.length(frames) > ExecPayload.MAX) {
            throw new NotSentException(
                    "the command line is too long: "
                            + ExecPayload.length(frames)
                            + " bytes of request, at most "
                            + ExecPayload.MAX
                            + "; pass large input by stdin");
        }
        return ExecPayload.encode(frames);
    }

    /** The stdin that is to be streamed; empty when it rides in the request. */
    static Optional<byte[]> streamed(OpenCall one) {
        int length = ExecPayload.length(List.of(one.open, request(one.request, true)));
        return length <= ExecPayload.MAX ? Optional.empty() : Optional.of(one.request.stdin());
    }

    private static ToServer.Request request(CallRequest asked, boolean inline) {
        Optional<byte[]> stdin =
                inline && asked.stdin().length > 0 ? Optional.of(asked.stdin()) : Optional.empty();
        return new ToServer.Request(
                asked.id(), asked.argv(), stdin, asked.timeout().toMillis(), asked.cwd());
    }
}
