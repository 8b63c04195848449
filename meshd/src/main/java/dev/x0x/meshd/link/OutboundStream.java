// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.link;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/** Our payload stream: says when the peer has room again. */
final class OutboundStream extends ChannelInboundHandlerAdapter {
    private final Connection connection;

    OutboundStream(Connection connection) {
        this.connection = connection;
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        connection.writabilityChanged();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        connection.broken("payload stream", cause);
    }
}
