// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.rest;

import dev.x0x.acl.IdentityType;
import dev.x0x.acl.TrustDecision;
import dev.x0x.acl.TrustLevel;
import dev.x0x.identity.AgentId;
import dev.x0x.identity.MachineId;
import dev.x0x.identity.RequestId;
import dev.x0x.identity.codec.MalformedException;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/** Ids and the operator's words as they are spelled in JSON, in and out. */
final class Words {
    private static final int SUMMARY_BYTES = 160;

    private Words() {}

    static AgentId agent(String name, String text) throws HttpRefusal {
        try {
            return AgentId.parse(text);
        } catch (MalformedException e) {
            throw notHex(name, 64);
        }
    }

    static MachineId machine(String name, String text) throws HttpRefusal {
        try {
            return MachineId.parse(text);
        } catch (MalformedException e) {
            throw notHex(name, 64);
        }
    }

    static RequestId request(String name, String text) throws HttpRefusal {
        try {
            return RequestId.parse(text);
        } catch (MalformedException e) {
            throw notHex(name, 32);
        }
    }

    static TrustLevel level(String text) throws HttpRefusal {
        return TrustLevel.of(text.toLowerCase(Locale.ROOT))
                .orElseThrow(
                        () ->
                                HttpRefusal.badRequest(
                                        "invalid trust level: "
                                                + JsonBody.clip(text)
                                                + " (valid values: blocked, unknown, known,"
                                                + " trusted)"));
    }

    static IdentityType type(String text) throws HttpRefusal {
        return IdentityType.of(text.toLowerCase(Locale.ROOT))
                .orElseThrow(
                        () ->
                                HttpRefusal.badRequest(
                                        "invalid identity type: "
                                                + JsonBody.clip(text)
                                                + " (valid values: anonymous, known, trusted,"
                                                + " pinned)"));
    }

    /** The field's spelling over REST. */
    static String decision(TrustDecision decision) {
        return switch (decision) {
            case UNKNOWN -> "Unknown";
            case REJECT_BLOCKED -> "RejectBlocked";
            case ACCEPT -> "Accept";
            case REJECT_MACHINE_MISMATCH -> "RejectMachineMismatch";
            case ACCEPT_WITH_FLAG -> "AcceptWithFlag";
        };
    }

    /** The field's spelling in the answer to an import, there alone. */
    static String capitalised(TrustLevel level) {
        return switch (level) {
            case BLOCKED -> "Blocked";
            case UNKNOWN -> "Unknown";
            case KNOWN -> "Known";
            case TRUSTED -> "Trusted";
        };
    }

    /** argv on one line, cut where it gets long (REFERENCE.md §9.2). */
    static String summary(List<String> argv) {
        String line = String.join(" ", argv);
        if (line.getBytes(StandardCharsets.UTF_8).length <= SUMMARY_BYTES) {
            return line;
        }
        return line.substring(0, Math.min(line.length(), SUMMARY_BYTES - 1)) + "…";
    }

    private static HttpRefusal notHex(String name, int characters) {
        return HttpRefusal.badRequest("%s: expected %d hex characters".formatted(name, characters));
    }
}
