// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;

import org.slf4j.LoggerFactory;

/** The log: to stderr, warnings up unless told otherwise; libraries only say what went wrong. */
final class Logs {
    private Logs() {}

    static void configure(String level, String format) {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        ConsoleAppender<ILoggingEvent> stderr = new ConsoleAppender<>();
        stderr.setContext(context);
        stderr.setTarget("System.err");
        stderr.setEncoder(encoder(context, format));
        stderr.start();
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.addAppender(stderr);
        root.setLevel(Level.WARN);
        // Jetty repeats what clients sent in their headers at this level.
        context.getLogger("org.eclipse.jetty").setLevel(Level.ERROR);
        context.getLogger("io.javalin").setLevel(Level.ERROR);
        context.getLogger("Javalin").setLevel(Level.ERROR);
        // What it warns of are the words of whoever is on the LAN.
        context.getLogger("javax.jmdns").setLevel(Level.OFF);
        context.getLogger("dev.x0x").setLevel(Level.toLevel(level, Level.WARN));
    }

    private static Encoder<ILoggingEvent> encoder(LoggerContext context, String format) {
        if (format.equals("json")) {
            JsonEncoder json = new JsonEncoder();
            json.setContext(context);
            json.start();
            return json;
        }
        PatternLayoutEncoder text = new PatternLayoutEncoder();
        text.setContext(context);
        text.setPattern(
                "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %level %thread %logger{0}: %msg%n%ex{short}");
        text.start();
        return text;
    }
}
