// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.hostile;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * Reads one JSON object a line, answers one JSON value a line; {@code {"error": …}} for what could
 * not be done. Ends with its input.
 */
public final class HostileMain {
    private HostileMain() {}

    /** Takes no arguments. */
    public static void main(String[] args) throws IOException {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        System.setOut(System.err); // stdout carries answers, not logs
        ObjectMapper json = new ObjectMapper();
        Desk desk = new Desk();
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            out.println(answer(json, desk, line));
        }
        System.exit(0); // links have threads of their own
    }

    private static JsonNode answer(ObjectMapper json, Desk desk, String line) {
        try {
            return desk.answer(json.readTree(line));
        } catch (Exception e) {
            e.printStackTrace();
            return json.createObjectNode().put("error", String.valueOf(e));
        }
    }
}
