// SPDX-License-Identifier: Apache-2.0
package dev.x0x.cli;

import dev.x0x.cli.daemon.Daemon;
import dev.x0x.cli.daemon.DaemonException;
import dev.x0x.cli.daemon.Event;
import dev.x0x.cli.daemon.Events;
import dev.x0x.cli.daemon.Json;
import dev.x0x.cli.daemon.RefusedException;
import dev.x0x.cli.print.ClosedOutputException;
import dev.x0x.cli.print.Ending;
import dev.x0x.cli.print.Plain;
import dev.x0x.cli.print.Refusals;
import dev.x0x.cli.print.Terminal;

import java.io.IOException;
import java.util.Optional;

/** One {@code x0x exec} from the request to the exit code. */
final class ExecRun {
    /** Far above any cap on stdin; the daemon's own limit answers 413. */
    private static final int MAX_STDIN = 256 << 20;

    private final Exec exec;
    private final Surroundings here;
    private final Terminal terminal;
    private final Daemon daemon;
    private final ExecOutput output;
    private final Interruption interruption;
    private boolean accepted;

    ExecRun(Exec exec, Surroundings here) {
        this.exec = exec;
        this.here = here;
        this.terminal = here.terminal();
        this.daemon = here.daemon();
        this.output = new ExecOutput(exec, here);
        this.interruption = new Interruption(daemon, terminal);
    }

    /** Says on standard error what there is to say, and gives the exit code. */
    int run() {
        try {
            byte[] input =
                    exec.stdin().isPresent()
                            ? Sources.read(exec.stdin().get(), here.in(), MAX_STDIN)
                            : new byte[0];
            String agent = Names.resolve(exec.agent(), daemon);
            detail("agent " + agent);
            return ask(agent, input);
        } catch (RefusedException e) {
            return refused(e);
        } catch (DaemonException | LocalException e) {
            return nothingRan(e.getMessage());
        } catch (IOException e) {
            return nothingRan("the connection to the daemon was lost: " + e.getMessage());
        } finally {
            interruption.over();
        }
    }

    private int ask(String agent, byte[] input) throws DaemonException {
        interruption.watch();
        try (Events events = daemon.run(exec.body(agent, input), exec.timeout())) {
            return follow(events);
        } catch (ClosedOutputException e) {
            // Closing the connection has cancelled the command.
            terminal.say("outcome=cancelled: " + e.getMessage());
            return ExitCode.CANCELLED;
        } catch (IOException e) {
            return lost(e.getMessage());
        }
    }

    private int follow(Events events) throws IOException, ClosedOutputException {
        while (true) {
            Optional<Event> event = events.next();
            if (event.isEmpty()) {
                return lost("it ended before the command did");
            }
            Json data = event.get().data();
            switch (event.get().name()) {
                case "accepted" -> accepted(data);
                case "started" -> detail("started, pid " + Plain.of(data.get("pid").plain()));
                case "stdout" -> output.stdout(data);
                case "stderr" -> output.stderr(data);
                case "warning" -> warning(data);
                case "end" -> {
                    return end(data);
                }
                case "error" -> {
                    return error(data);
                }
                default -> {} // of a later version
            }
        }
    }

    private void accepted(Json data) {
        accepted = true;
        Optional<String> id = data.get("request_id").text();
        if (id.isPresent()) {
            interruption.known(id.get());
            detail("request_id " + Plain.of(id.get()));
        }
    }

    private void warning(Json data) {
        if (!exec.quiet() && !here.json()) {
            String kind = Plain.of(data.get("kind").plain());
            String message = Plain.of(data.get("message").text().orElse(""));
            terminal.say(
                    "warning: " + (message.isEmpty() || message.equals(kind) ? kind : message));
        }
    }

    private int end(Json data) throws IOException, ClosedOutputException {
        Ending ending = Ending.of(data);
        boolean complete = output.finish(data, ending);
        if (!here.json()) {
            say(ending);
        }
        if (!complete) {
            terminal.say(
                    "outcome="
                            + Ending.FATE_UNKNOWN
                            + ": output is missing, although the command came to its end");
            return ExitCode.FATE_UNKNOWN;
        }
        return ExitCode.of(ending);
    }

    private void say(Ending ending) {
        if (ending.truncated() && !exec.quiet()) {
            terminal.say(
                    "output was cut at the cap of the other machine; " + output.counts(ending));
        }
        Optional<String> words = ending.words();
        if (words.isPresent()) {
            terminal.say(words.get());
        } else {
            detail("outcome=exited code=" + ending.code().orElse(0));
        }
    }

    /** What went wrong after the answer had begun. */
    private int error(Json data) {
        String said = Plain.of(data.get("detail").text().orElse(data.get("error").plain()));
        return data.get("error").plain().equals("not_sent") ? nothingRan(said) : lost(said);
    }

    private int refused(RefusedException e) {
        boolean unknown =
                e.status() == 504
                        || e.status() == 500
                        || e.body().get("outcome").plain().equals(Ending.FATE_UNKNOWN);
        if (!unknown) {
            return nothingRan(Refusals.words(e));
        }
        Optional<String> id = e.body().get("request_id").text();
        terminal.say(
                "outcome="
                        + Ending.FATE_UNKNOWN
                        + (id.isPresent() ? " request_id=" + Plain.of(id.get()) : "")
                        + ": "
                        + Refusals.words(e)
                        + "\nhint: it may have run; the audit log of the other machine knows");
        return ExitCode.FATE_UNKNOWN;
    }

    private int lost(String why) {
        if (interruption.isInterrupted() && !accepted) {
            terminal.say("outcome=cancelled: interrupted before the request was taken");
            return ExitCode.CANCELLED;
        }
        terminal.say(
                "outcome="
                        + Ending.FATE_UNKNOWN
                        + interruption.asked()
                        + ": the connection to the daemon was lost: "
                        + why
                        + "\nhint: the daemon cancels what nobody waits for; the audit log of the"
                        + " other machine has how it ended");
        return ExitCode.FATE_UNKNOWN;
    }

    private int nothingRan(String why) {
        terminal.say("outcome=not_run: " + why);
        return ExitCode.NOTHING_RAN;
    }

    private void detail(String text) {
        if (exec.verbose()) {
            terminal.say(text);
        }
    }
}
