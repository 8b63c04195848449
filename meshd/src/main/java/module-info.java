// SPDX-License-Identifier: Apache-2.0
/** The daemon: links, sealed mail, contacts, REST. */
module dev.x0x.meshd {
    requires dev.x0x.exec;
    requires com.fasterxml.jackson.databind;
    requires io.javalin;
    requires io.netty.buffer;
    requires io.netty.codec.classes.quic;
    requires io.netty.common;
    requires io.netty.handler;
    requires io.netty.transport;
    requires org.bouncycastle.pkix;
    requires org.bouncycastle.provider;
    requires jakarta.servlet;
    requires javax.jmdns;
    requires com.fasterxml.jackson.core;
    requires org.eclipse.jetty.ee10.servlet;
    requires org.eclipse.jetty.http;
    requires org.eclipse.jetty.io;
    requires org.eclipse.jetty.server;
    requires org.eclipse.jetty.util;
    requires ch.qos.logback.classic;
    requires ch.qos.logback.core;
    requires org.slf4j;
}
