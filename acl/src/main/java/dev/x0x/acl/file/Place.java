// SPDX-License-Identifier: Apache-2.0
package dev.x0x.acl.file;

/** A line and a column in a file, both from 1. {@link #NONE} is the file as a whole. */
public record Place(int line, int column) implements Comparable<Place> {
    /** No line in particular. */
    public static final Place NONE = new Place(0, 0);

    @Override
    public int compareTo(Place other) {
        int lines = Integer.compare(line, other.line);
        return lines != 0 ? lines : Integer.compare(column, other.column);
    }
}
