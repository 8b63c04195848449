// SPDX-License-Identifier: Apache-2.0
/**
 * Authenticated byte pipes between machines. QUIC and TLS live here and nowhere else. A link proves
 * which machine is at the other end and carries bounded frames both ways; it neither knows nor
 * judges what is in them. Called by mail and by the mesh; never blocks them.
 */
package dev.x0x.meshd.link;
