// SPDX-License-Identifier: Apache-2.0
package dev.x0x.acl.file;

/** Text, and where it stands. */
public record Located(String text, Place place) {}
