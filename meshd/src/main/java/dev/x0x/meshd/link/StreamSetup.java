// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.link;

import io.netty.channel.ChannelInitializer;
import io.netty.handler.codec.quic.QuicStreamChannel;

/** Hands each new stream to its connection. */
final class StreamSetup extends ChannelInitializer<QuicStreamChannel> {
    private final Connection connection;

    StreamSetup(Connection connection) {
        this.connection = connection;
    }

    @Override
    protected void initChannel(QuicStreamChannel stream) {
        connection.begins(stream);
    }
}
