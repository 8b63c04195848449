// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec.child;

/** Starts commands and watches them. May be called from any thread, virtual ones too. */
public interface Children extends AutoCloseable {
    /**
     * Starts a command. The listener may be called before this returns.
     *
     * @throws SpawnException if nothing was started, and why
     */
    Child start(ChildSpec spec, ChildListener listener) throws SpawnException;

    /**
     * Kills every group that is left, reports the ends that come within two seconds, and refuses
     * further starts. Waits until that is done, unless called by a listener.
     */
    @Override
    void close();
}
