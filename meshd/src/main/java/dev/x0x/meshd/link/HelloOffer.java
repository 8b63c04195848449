// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.link;

/**
 * What we say of ourselves in Hello; asked for anew for each connection.
 *
 * @param bootEpoch grows with every start of this daemon
 * @param features bits of what we can do; none are defined yet
 * @param announcement our signed identity announcement, not expired
 * @param advert our signed capability advert, not expired
 */
public record HelloOffer(long bootEpoch, long features, byte[] announcement, byte[] advert) {}
