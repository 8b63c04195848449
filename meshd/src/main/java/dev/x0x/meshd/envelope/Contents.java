// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.envelope;

/**
 * A decoded envelope with a sealed payload, handed from stage to stage.
 *
 * @param carrierBody the envelope's bytes as received
 */
record Contents(byte[] carrierBody, EnvelopeCodec.Decoded decoded, DmBody.Payload payload) {
    EnvelopeHeader header() {
        return decoded.envelope().header();
    }

    DmEnvelope envelope() {
        return decoded.envelope();
    }

    byte[] body() {
        return decoded.body();
    }
}
