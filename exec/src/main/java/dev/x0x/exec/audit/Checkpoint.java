// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec.audit;

import dev.x0x.identity.MachineId;
import dev.x0x.identity.codec.MalformedException;
import dev.x0x.identity.codec.Refusal;
import dev.x0x.identity.keys.MlDsa;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * A line in which the machine signs the chain up to here. The signed bytes are {@code
 * x0x-audit-checkpoint-v1} ‖ 00 ‖ machine[32] ‖ seq u64BE ‖ prev[32] ‖ ts_unix_ms u64BE, with the
 * line's own seq and prev.
 */
record Checkpoint(long tsUnixMs, MachineId machine, Optional<byte[]> publicKey, byte[] signature) {
    static final String EVENT = "checkpoint";
    private static final byte[] DOMAIN =
            "x0x-audit-checkpoint-v1\0".getBytes(StandardCharsets.US_ASCII);

    /**
     * Signs what comes next in the chain.
     *
     * @param introduce whether the line carries the key itself, as the first of a file does
     */
    static Checkpoint sign(CheckpointKey key, Chain chain, long tsUnixMs, boolean introduce) {
        byte[] message = message(key.machine(), chain.seq() + 1, chain.head(), tsUnixMs);
        return new Checkpoint(
                tsUnixMs,
                key.machine(),
                introduce ? Optional.of(key.publicKey()) : Optional.empty(),
                key.sign(message));
    }

    /** Reads the fields of its line. */
    static Checkpoint read(AuditFields fields) throws MalformedException {
        Optional<String> key = fields.optional("public_key");
        return new Checkpoint(
                fields.number("ts_unix_ms"),
                MachineId.parse(fields.text("machine_id")),
                key.isPresent() ? Optional.of(base64(key.get())) : Optional.empty(),
                base64(fields.text("signature")));
    }

    private static byte[] base64(String text) throws MalformedException {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw new MalformedException(Refusal.BAD_JSON, "a key or signature is not base64");
        }
    }

    /** Whether this key signed it as the next line of this chain. */
    boolean verifies(byte[] key, Chain before) {
        return MlDsa.verify(
                key, message(machine, before.seq() + 1, before.head(), tsUnixMs), signature);
    }

    private static byte[] message(MachineId machine, long seq, byte[] prev, long tsUnixMs) {
        return ByteBuffer.allocate(DOMAIN.length + 32 + 8 + 32 + 8)
                .put(DOMAIN)
                .put(machine.bytes())
                .putLong(seq)
                .put(prev)
                .putLong(tsUnixMs)
                .array();
    }
}
