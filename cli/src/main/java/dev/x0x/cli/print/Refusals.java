// SPDX-License-Identifier: Apache-2.0
package dev.x0x.cli.print;

import dev.x0x.cli.daemon.RefusedException;

/** What the daemon's no means, and what to do about it. */
public final class Refusals {
    private Refusals() {}

    /** The daemon's words, and a hint where we know better than it what was typed. */
    public static String words(RefusedException refused) {
        return Plain.of(refused.getMessage()) + hint(refused);
    }

    private static String hint(RefusedException refused) {
        return switch (refused.error()) {
            case "not_sent", "unreachable" ->
                    "\nhint: is the other machine's x0xd running and reachable? x0x peers shows the"
                            + " links there are";
            case "machine_ambiguous" ->
                    "\nhint: name one with --machine; x0x machines list shows them";
            case "unknown_request" -> "\nhint: x0x exec sessions shows what runs";
            default -> byStatus(refused.status());
        };
    }

    private static String byStatus(int status) {
        return switch (status) {
            case 401 ->
                    "\nhint: the token is not this daemon's; see --name, --token-file and"
                            + " X0X_API_TOKEN";
            case 405, 501 -> "\nhint: this daemon may be of another version; see x0x health";
            default -> "";
        };
    }
}
