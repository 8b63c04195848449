// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.rest;

import dev.x0x.identity.AgentId;
import dev.x0x.identity.RequestId;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The calls under {@code /exec}. */
final class ExecRoutes {
    static final JsonShape RUN =
            JsonShape.of()
                    .with(FieldType.TEXT, "agent_id")
                    .with(FieldType.TEXTS, "argv")
                    .with(FieldType.NUMBER, "timeout_ms")
                    .with(FieldType.BASE64, "stdin_b64")
                    .with(FieldType.TEXT, "cwd", "request_id", "machine_id");
    static final JsonShape CANCEL = JsonShape.of().with(FieldType.TEXT, "request_id", "agent_id");

    private static final long DEFAULT_TIMEOUT_MS = 30_000;
    private static final long U32 = 0xFFFF_FFFFL;

    /** How long after the timeout the door still waits (70 s), and some. */
    private static final Duration AFTER_TIMEOUT = Duration.ofSeconds(100);

    private final ExecDoor exec;
    private final LongCalls longCalls;
    private final Path spoolDirectory;

    ExecRoutes(ExecDoor exec, LongCalls longCalls, Path spoolDirectory) {
        this.exec = exec;
        this.longCalls = longCalls;
        this.spoolDirectory = spoolDirectory;
    }

    Reply run(Call call) throws Exception {
        boolean streamed = streamed(call);
        ExecAsk ask = ask(call);
        return streamed ? runStreamed(call, ask) : runPlain(call, ask);
    }

    private ExecEnd run(Call call, ExecAsk ask, ExecStream output) throws Exception {
        Duration patience = ask.timeout().plus(AFTER_TIMEOUT);
        return longCalls.watched(call, patience, () -> exec.run(ask, output));
    }

    private Reply runPlain(Call call, ExecAsk ask) throws Exception {
        try (var output = new PlainOutput(spoolDirectory)) {
            ExecEnd end = run(call, ask, output);
            // Sent from here because the spools end here.
            Replies.send(
                    call.context(), Reply.ok(ExecJson.end(end, output.stdout(), output.stderr())));
            return new Reply.Written();
        } catch (NoAnswerException e) {
            throw HttpRefusal.of(504, ExecJson.noAnswer(e));
        } catch (Spool.FullException e) {
            throw HttpRefusal.of(
                    502,
                    JsonObject.no("output_too_large")
                            .put("detail", e.getMessage() + "; ask with ?stream=sse"));
        }
    }

    private Reply runStreamed(Call call, ExecAsk ask) throws Exception {
        var output = new EventOutput(call.context().res());
        try {
            ExecEnd end = run(call, ask, output);
            output.end(ExecJson.end(end, null, null));
        } catch (NoAnswerException e) {
            if (!output.begun()) {
                throw HttpRefusal.of(504, ExecJson.noAnswer(e));
            }
            output.end(ExecJson.fateUnknown(e));
        } catch (RefusedException e) {
            if (!output.begun()) {
                throw e;
            }
            output.error(HttpRefusal.of(e).body());
        } catch (RuntimeException e) {
            if (output.begun()) {
                output.error(JsonObject.no(Replies.INTERNAL));
            }
            throw e;
        }
        return new Reply.Written();
    }

    private static boolean streamed(Call call) throws HttpRefusal {
        Optional<String> stream = call.query("stream");
        if (stream.isPresent() && !stream.get().equals("sse")) {
            throw HttpRefusal.badRequest("stream: expected sse");
        }
        return stream.isPresent();
    }

    private static ExecAsk ask(Call call) throws HttpRefusal {
        JsonBody body = call.body();
        AgentId agent = call.agent();
        List<String> argv =
                body.texts("argv").orElseThrow(() -> JsonBody.missing("argv", FieldType.TEXTS));
        if (argv.isEmpty()) {
            throw HttpRefusal.badRequest("argv must not be empty");
        }
        Optional<String> machine = body.text("machine_id");
        Optional<String> request = body.text("request_id");
        return new ExecAsk(
                agent,
                machine.isPresent()
                        ? Optional.of(Words.machine("machine_id", machine.get()))
                        : Optional.empty(),
                argv,
                body.bytes("stdin_b64").orElse(new byte[0]),
                Duration.ofMillis(body.number("timeout_ms", 0, U32).orElse(DEFAULT_TIMEOUT_MS)),
                body.text("cwd"),
                request.isPresent()
                        ? Optional.of(Words.request("request_id", request.get()))
                        : Optional.empty());
    }

    Reply cancel(Call call) throws Exception {
        RequestId id = Words.request("request_id", call.body().needText("request_id"));
        Optional<String> agent = call.body().text("agent_id");
        Optional<AgentId> target =
                agent.isPresent()
                        ? Optional.of(Words.agent("agent_id", agent.get()))
                        : Optional.empty();
        if (!exec.cancel(id, target)) {
            throw unknown();
        }
        return Reply.ok(JsonObject.ok());
    }

    Reply sessions(Call call) {
        return Reply.ok(ExecJson.sessions(exec.sessions()));
    }

    Reply result(Call call) throws HttpRefusal {
        ExecRemembered known = exec.result(call.pathRequest()).orElseThrow(ExecRoutes::unknown);
        return switch (known) {
            case ExecRemembered.Running(var id) -> Reply.ok(ExecJson.unended(id, null));
            case ExecRemembered.Ended(var end) -> Reply.ok(ExecJson.end(end, null, null));
        };
    }

    Reply diagnostics(Call call) {
        return Reply.ok(ExecJson.diagnostics(exec.diagnostics()));
    }

    private static HttpRefusal unknown() {
        return HttpRefusal.of(
                404,
                JsonObject.no("unknown_request")
                        .put("detail", "nothing is known here under this id"));
    }
}
