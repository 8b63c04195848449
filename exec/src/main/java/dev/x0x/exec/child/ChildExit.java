// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec.child;

/** How a command ended, exactly as the kernel says it: a code or a signal, never both. */
public sealed interface ChildExit {
    /** It returned this code, 0 to 255. */
    record Code(int code) implements ChildExit {}

    /** This signal ended it. */
    record Signal(int signal) implements ChildExit {}

    /** It is gone and the kernel does not say how; outcome {@code fate_unknown}. */
    record Lost(String why) implements ChildExit {}
}
