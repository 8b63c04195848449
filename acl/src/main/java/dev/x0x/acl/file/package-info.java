// SPDX-License-Identifier: Apache-2.0
/**
 * From the text of a TOML file to a policy, or to every problem in it with line and column. Reads
 * files and changes nothing. The reader of sections serves the daemon's own config file too.
 */
package dev.x0x.acl.file;
