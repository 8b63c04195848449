// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec.child;

/** A descriptor that the polling thread watches. Called on that thread only. */
interface Watched {
    /** The descriptor. */
    int fd();

    /** What to wait for, POLLIN or POLLOUT; 0 to leave it out of the poll. */
    short wanted();

    /** Something happened: what was waited for, an error or a hang-up. */
    void ready(Libc libc);
}
