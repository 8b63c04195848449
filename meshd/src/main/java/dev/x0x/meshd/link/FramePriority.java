// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.link;

/** What goes first when a link's queue holds several frames; first constant first (MESH.md §1). */
public enum FramePriority {
    /** Custody acknowledgements and the like: small, and refused last. */
    CONTROL,
    /** Sealed messages of exec. */
    EXEC,
    /** Signed public records. */
    ANNOUNCEMENT,
    /** Everything that can wait; refused when the queue is nine tenths full. */
    BULK
}
