// SPDX-License-Identifier: Apache-2.0
package dev.x0x.cli;

import dev.x0x.cli.print.ClosedOutputException;

import java.util.List;

/** {@code x0x completion}: a script made of the same specs that parse the command line. */
record CompletionScript(String shell) implements Command {
    @Override
    public int run(Surroundings here) throws ClosedOutputException {
        here.terminal().line(text());
        return ExitCode.OK;
    }

    String text() {
        List<Completable> all = Completable.all();
        return switch (shell) {
            case "bash" -> BashCompletion.of(all);
            case "zsh" -> ZshCompletion.of(all);
            default -> FishCompletion.of(all);
        };
    }
}
