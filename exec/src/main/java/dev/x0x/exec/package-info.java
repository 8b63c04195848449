// SPDX-License-Identifier: Apache-2.0
/** Drives sessions and calls; declares what it needs from the mesh and what it reports. */
package dev.x0x.exec;
