// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd;

/** What this build calls itself. */
final class Version {
    static final String TEXT = "0.1.0";

    private Version() {}
}
