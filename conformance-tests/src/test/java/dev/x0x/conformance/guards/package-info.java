// SPDX-License-Identifier: Apache-2.0
/**
 * The rules of the house, held against the classes and sources of every module: which package may
 * use which, what a pure package never touches, and how large a file may grow.
 */
package dev.x0x.conformance.guards;
