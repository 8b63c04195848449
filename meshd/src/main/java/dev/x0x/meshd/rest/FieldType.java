// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.rest;

/** The type of one field of a body. */
enum FieldType {
    TEXT("a string"),
    TEXTS("an array of strings"),
    BASE64("a string of base64"),
    NUMBER("a whole number"),
    FLAG("true or false");

    private final String expected;

    FieldType(String expected) {
        this.expected = expected;
    }

    String expected() {
        return expected;
    }
}
