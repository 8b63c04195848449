// SPDX-License-Identifier: Apache-2.0
package dev.x0x.cli;

import dev.x0x.cli.daemon.DaemonException;
import dev.x0x.cli.daemon.Event;
import dev.x0x.cli.daemon.Events;
import dev.x0x.cli.daemon.Json;
import dev.x0x.cli.daemon.JsonWriter;
import dev.x0x.cli.print.ClosedOutputException;
import dev.x0x.cli.print.Plain;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/** {@code x0x direct events}: messages as they come, until Ctrl-C or the daemon stops. */
record DirectEvents() implements Command {
    @Override
    public int run(Surroundings here) throws DaemonException, ClosedOutputException, IOException {
        try (Events events = here.daemon().directEvents()) {
            while (true) {
                Optional<Event> event = events.next();
                if (event.isEmpty()) {
                    throw new IOException("the daemon stopped");
                }
                if (event.get().name().equals("direct_message")) {
                    Json message = event.get().data();
                    here.terminal().line(here.json() ? JsonWriter.compact(message) : page(message));
                }
            }
        }
    }

    private static String page(Json message) {
        return Plain.of(message.get("sender").plain()) + "  " + Plain.of(payload(message));
    }

    private static String payload(Json message) {
        String base64 = message.get("payload").text().orElse("");
        try {
            return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return base64;
        }
    }
}
