// SPDX-License-Identifier: Apache-2.0
/**
 * One question, one verdict: may this pair run this argv, and within what limits. Pure: no file,
 * clock or thread.
 */
package dev.x0x.acl;
