// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec.wire;

/** Which way frames travel. */
public enum Direction {
    /** From the requester. */
    TO_EXECUTOR,
    /** From the executor. */
    TO_REQUESTER
}
