// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec.child;

import java.lang.foreign.MemorySegment;
import java.util.Locale;

/**
 * The C library this package is written for. Numbers and struct layouts in it are those of glibc on
 * 64-bit Linux, the same on x86-64 and aarch64.
 */
@SuppressWarnings("restricted") // foreign calls live in this package alone
final class Glibc {
    private static final int MAJOR = 2;

    /** The first with posix_spawn_file_actions_addclosefrom_np. */
    private static final int MINOR = 34;

    private Glibc() {}

    /**
     * Refuses any other platform.
     *
     * @throws UnsupportedOperationException in words for the operator
     */
    static void require() {
        String os = System.getProperty("os.name");
        String arch = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
        String here = os + " on " + arch;
        boolean known = arch.equals("amd64") || arch.equals("aarch64");
        if (!os.equals("Linux") || !known) {
            throw unsupported(here);
        }
        if (!CFunction.exists("gnu_get_libc_version")) {
            throw unsupported(here + " without glibc");
        }
        String found = text(CFunction.of("gnu_get_libc_version").call());
        if (!isNewEnough(found)) {
            throw unsupported(here + " with glibc " + found);
        }
    }

    /** Whether a version like {@code 2.36} is ours or later. */
    static boolean isNewEnough(String version) {
        String[] parts = version.split("\\.", 3);
        if (parts.length < 2 || !(parts[0] + parts[1]).matches("[0-9]{2,6}")) {
            return false;
        }
        int major = Integer.parseInt(parts[0]);
        return major > MAJOR || (major == MAJOR && Integer.parseInt(parts[1]) >= MINOR);
    }

    /** The text at an address that a function returned. */
    static String text(long address) {
        return address == 0 ? "" : MemorySegment.ofAddress(address).reinterpret(256).getString(0);
    }

    private static UnsupportedOperationException unsupported(String here) {
        return new UnsupportedOperationException(
                "running commands needs linux with glibc 2.34 or later on x86-64 or aarch64,"
                        + " this is "
                        + here
                        + "; this machine can ask others but not execute");
    }
}
