// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.mail;

import dev.x0x.identity.codec.Refusal;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** What came and went and why it was dropped, by name. Names are ours; senders cannot add any. */
public final class MailCounters {
    private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();

    /** All zero. */
    public MailCounters() {}

    void count(String name) {
        counts.computeIfAbsent(name, _ -> new LongAdder()).increment();
    }

    /** All counts so far, by name. */
    public Map<String, Long> snapshot() {
        Map<String, Long> all = new TreeMap<>();
        counts.forEach((name, count) -> all.put(name, count.sum()));
        return all;
    }

    /** One count. */
    public long of(String name) {
        LongAdder count = counts.get(name);
        return count == null ? 0 : count.sum();
    }

    /** Under which name a message is counted that was dropped for this. */
    static String nameOf(Refusal refusal) {
        return switch (refusal) {
            case BAD_SIGNATURE,
                    ID_MISMATCH,
                    ATTESTATION_MISSING,
                    ATTESTATION_VERSION_1,
                    ATTESTATION_MISMATCH ->
                    "incoming_signature_failed";
            case MISSING_PREFIX,
                    TRUNCATED,
                    TRAILING_BYTES,
                    UNKNOWN_VARIANT,
                    UNKNOWN_ENUM,
                    BAD_UTF8,
                    LENGTH_TOO_LARGE,
                    BAD_BOOL,
                    BAD_OPTION,
                    BAD_VARINT,
                    BAD_LENGTH,
                    BAD_VERSION,
                    BAD_KIND,
                    BAD_KEY_LENGTH,
                    BAD_HEX,
                    BAD_CHARACTER,
                    BAD_LINK,
                    BAD_JSON,
                    MISSING_FIELD,
                    BAD_TYPE,
                    BAD_TAG,
                    REQUEST_ID_MISMATCH,
                    UNKNOWN_SESSION,
                    STALE_COUNTER,
                    UNSIGNED,
                    USER_CERTIFICATE_PAIR,
                    BAD_UNIT ->
                    "incoming_decode_failed";
        };
    }
}
