// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.check;

/** How {@code x0xd} ends (BEHAVIOUR.md §7). */
public enum ExitStatus {
    /** As asked. */
    OK(0),
    /** Something else went wrong; a restart may help. */
    FAILED(1),
    /** A bad configuration: EX_CONFIG of sysexits.h, after which systemd need not restart. */
    BAD_CONFIGURATION(78);

    private final int code;

    ExitStatus(int code) {
        this.code = code;
    }

    /** The number for the system. */
    public int code() {
        return code;
    }
}
