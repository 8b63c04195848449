// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec.child;

/**
 * The permissions that new files of this process and its children do not get. posix_spawn cannot
 * set them, so the daemon does before it starts anything (DECISIONS C3).
 */
public final class Umask {
    private Umask() {}

    /**
     * Sets the mask of the whole process.
     *
     * @param mask as in {@code 077}
     * @return the mask before
     * @throws UnsupportedOperationException where there is none
     */
    public static int set(int mask) {
        return (int) CFunction.of("umask").call(mask & 0777) & 0777;
    }
}
