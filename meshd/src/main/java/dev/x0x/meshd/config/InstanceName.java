// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.config;

import dev.x0x.acl.Quoted;

import java.util.regex.Pattern;

/** The name of an instance becomes part of paths (REFERENCE.md §8.1). */
final class InstanceName {
    static final String HINT = "use 1 to 64 letters, digits and dashes, a letter or a digit first";

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9-]{0,63}");

    private InstanceName() {}

    static boolean valid(String text) {
        return NAME.matcher(text).matches();
    }

    static String problem(String where, String text) {
        return where + ": not the name of an instance: " + Quoted.text(text);
    }
}
