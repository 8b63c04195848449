// SPDX-License-Identifier: Apache-2.0
/**
 * The local daemon as the command sees it: where it is, HTTP/1.1 over one socket a call, JSON, and
 * one method per endpoint. Knows nothing of arguments, text or exit codes. Written by hand because
 * start-up time is what a user feels (TECH.md §4).
 */
package dev.x0x.cli.daemon;
