// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.rest;

import io.javalin.config.JettyConfig;

import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

import java.net.InetSocketAddress;
import java.time.Duration;

/** How many may knock at once, how much they may say and how slowly. All guesses. */
final class Connections {
    private static final int MOST = 256;
    private static final int HEADER_BYTES = 16 << 10;
    static final Duration IDLE = Duration.ofSeconds(15);

    private Connections() {}

    static void configure(JettyConfig jetty, InetSocketAddress bind, Duration idle) {
        jetty.modifyHttpConfiguration(Connections::limit);
        jetty.addConnector((server, http) -> connector(server, http, bind, idle));
        jetty.modifyServer(server -> server.setErrorHandler(new JsonErrors()));
        jetty.modifyServletContextHandler(context -> context.setErrorHandler(new JsonErrors()));
    }

    private static void limit(HttpConfiguration http) {
        http.setSendServerVersion(false);
        http.setSendXPoweredBy(false);
        http.setRequestHeaderSize(HEADER_BYTES);
        // Else a header like an earlier one of its connection is read as that one, token included.
        http.setHeaderCacheCaseSensitive(true);
    }

    private static Connector connector(
            Server server, HttpConfiguration http, InetSocketAddress bind, Duration idle) {
        var connector =
                new ServerConnector(
                        server, null, null, null, 1, 1, new HttpConnectionFactory(http));
        connector.setHost(bind.getAddress().getHostAddress());
        connector.setPort(bind.getPort());
        connector.setIdleTimeout(idle.toMillis());
        server.addBean(new NetworkConnectionLimit(MOST, connector));
        return connector;
    }
}
