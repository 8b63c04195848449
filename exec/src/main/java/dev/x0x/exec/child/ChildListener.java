// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec.child;

import dev.x0x.exec.audit.StdStream;

/**
 * What a child does. Always called on the one thread that watches all children: enqueue and return,
 * never block. If a method throws, the child's group is killed and its streams are given up.
 */
public interface ChildListener {
    /** Bytes from stdout or stderr, in order, at most 64 KiB. The array is yours. */
    void output(StdStream stream, byte[] bytes);

    /** Stdout or stderr is at its end: whoever held the pipe has closed it. Once for each. */
    void closed(StdStream stream);

    /**
     * The command has ended. Called once, when it happens: output may still follow, and as long as
     * a grandchild holds the pipes, they stay open.
     */
    void exited(ChildExit exit);
}
