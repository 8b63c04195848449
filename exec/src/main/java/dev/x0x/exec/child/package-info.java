// SPDX-License-Identifier: Apache-2.0
/**
 * The only place a process is started, drained, signalled and reaped. Each child leads a session
 * and a process group of its own, inherits three pipes and nothing else, and is watched by one
 * platform thread for all children, because a foreign call that blocks would pin the carrier of a
 * virtual thread (DECISIONS C2). It never judges whether a command may run; {@code dev.x0x.exec}
 * calls it once that is settled and recorded.
 */
package dev.x0x.exec.child;
