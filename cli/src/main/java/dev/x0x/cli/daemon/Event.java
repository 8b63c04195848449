// SPDX-License-Identifier: Apache-2.0
package dev.x0x.cli.daemon;

/** One server-sent event. */
public record Event(String name, Json data) {}
