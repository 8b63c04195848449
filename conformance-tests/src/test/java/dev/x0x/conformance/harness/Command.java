// SPDX-License-Identifier: Apache-2.0
package dev.x0x.conformance.harness;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

/** The body of one {@code POST /exec/run}. */
public final class Command {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Random IDS = new Random();

    private final ObjectNode body = JSON.createObjectNode();

    private Command() {}

    /** Run this on that node. */
    public static Command on(Node target, String... argv) {
        return on(target, List.of(argv));
    }

    /** Run this on that node. */
    public static Command on(Node target, List<String> argv) {
        return onAgent(target.agentId(), argv);
    }

    /** Run this on that agent, known or not. */
    public static Command onAgent(String agentId, List<String> argv) {
        Command command = new Command();
        command.body.put("agent_id", agentId);
        argv.forEach(command.body.putArray("argv")::add);
        return command;
    }

    /** A request id of one's own, 32 hex digits. */
    public static String freshId() {
        byte[] id = new byte[16];
        IDS.nextBytes(id);
        return HexFormat.of().formatHex(id);
    }

    /** Adds {@code timeout_ms}. */
    public Command timeoutMs(long millis) {
        body.put("timeout_ms", millis);
        return this;
    }

    /** Adds {@code stdin_b64}. */
    public Command stdin(byte[] bytes) {
        body.put("stdin_b64", Base64.getEncoder().encodeToString(bytes));
        return this;
    }

    /** Adds any text member. */
    public Command with(String member, String value) {
        body.put(member, value);
        return this;
    }

    /** Adds {@code request_id}. */
    public Command id(String requestId) {
        return with("request_id", requestId);
    }

    /** The tokens. */
    public List<String> argv() {
        List<String> argv = new ArrayList<>();
        body.get("argv").forEach(token -> argv.add(token.asText()));
        return argv;
    }

    /** The JSON. */
    public String json() {
        return body.toString();
    }
}
