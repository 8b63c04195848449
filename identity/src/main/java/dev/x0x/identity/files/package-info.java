// SPDX-License-Identifier: Apache-2.0
/**
 * Key files on disk: made once with the permissions they need, read strictly, never replaced
 * because they could not be read. Also the one routine by which any of our small files is written
 * whole. Called by the daemon when it starts and by {@code --check}, which makes nothing.
 */
package dev.x0x.identity.files;
