// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec.wire;

import java.util.List;

/**
 * What a record said.
 *
 * @param counter its number, from 0 a direction, unsigned
 * @param echo 1 + the highest counter that the sender had received, 0 for none; unsigned, and not
 *     checked against what was sent (DECISIONS C1)
 * @param frames none, one or more
 */
public record OpenedRecord(long counter, long echo, List<ExecFrame> frames) {
    public OpenedRecord {
        frames = List.copyOf(frames);
    }
}
