// SPDX-License-Identifier: Apache-2.0
package dev.x0x.cli;

import dev.x0x.cli.daemon.DaemonException;
import dev.x0x.cli.daemon.RefusedException;
import dev.x0x.cli.print.ClosedOutputException;
import dev.x0x.cli.print.Refusals;
import dev.x0x.cli.print.Terminal;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Where the x0x command starts. */
public final class Main {
    private Main() {}

    /** Runs the command line and ends the process with its exit code. */
    public static void main(String[] args) {
        var terminal =
                new Terminal(
                        new FileOutputStream(FileDescriptor.out),
                        new FileOutputStream(FileDescriptor.err));
        int code = run(Arrays.asList(args), terminal, System.in, System.getenv());
        // Everything is written; an orderly exit would only wait for its own hooks.
        Runtime.getRuntime().halt(code);
    }

    /** The same, with everything given. */
    static int run(
            List<String> words,
            Terminal terminal,
            InputStream in,
            Map<String, String> environment) {
        try {
            if (words.equals(List.of(Shape.VERSION)) || words.equals(List.of(Shape.HELP))) {
                boolean help = words.getFirst().equals(Shape.HELP);
                terminal.line(help ? Help.program() : Help.version());
                return ExitCode.OK;
            }
            return invoke(words, terminal, in, environment);
        } catch (UsageException e) {
            terminal.say(e.getMessage());
            return ExitCode.USAGE;
        } catch (RefusedException e) {
            terminal.say(Refusals.words(e));
            return ExitCode.FAILED;
        } catch (DaemonException | LocalException e) {
            terminal.say(e.getMessage());
            return ExitCode.FAILED;
        } catch (IOException e) {
            terminal.say("the connection to the daemon was lost: " + e.getMessage());
            return ExitCode.FAILED;
        } catch (ClosedOutputException e) {
            return ExitCode.FAILED; // whoever closed it knows
        } catch (RuntimeException e) {
            terminal.say("internal error: " + e);
            if (environment.containsKey("X0X_DEBUG")) {
                e.printStackTrace();
            }
            return ExitCode.FAILED;
        }
    }

    private static int invoke(
            List<String> words, Terminal terminal, InputStream in, Map<String, String> environment)
            throws UsageException,
                    LocalException,
                    ClosedOutputException,
                    IOException,
                    DaemonException {
        Invocation invocation = Invocation.read(words);
        if (invocation.text().isPresent()) {
            terminal.line(invocation.text().get());
            return ExitCode.OK;
        }
        if (invocation.verb().isEmpty()) {
            terminal.say("what is to be done?\nhint: x0x --help");
            return ExitCode.USAGE;
        }
        Arguments typed = invocation.arguments();
        Surroundings here = Surroundings.of(terminal, in, environment, typed);
        return Commands.read(invocation.verb().get(), typed).run(here);
    }
}
