// SPDX-License-Identifier: Apache-2.0
package dev.x0x.acl.file;

/** A statement that is not TOML. Carries no stack trace: it is an expected answer. */
final class TomlSyntaxException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Place place;

    TomlSyntaxException(Place place, String message) {
        super(message, null, false, false);
        this.place = place;
    }

    Place place() {
        return place;
    }
}
