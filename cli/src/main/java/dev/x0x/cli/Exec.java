// SPDX-License-Identifier: Apache-2.0
package dev.x0x.cli;

import dev.x0x.cli.daemon.Fields;

import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * {@code x0x exec}: one command on another machine.
 *
 * @param agent as it was typed
 * @param stdin a file, or {@code -}; nothing is read if none is named
 * @param streamed whether output is printed as it comes
 */
record Exec(
        String agent,
        List<String> argv,
        Optional<Duration> timeout,
        Optional<String> stdin,
        Optional<String> machine,
        Optional<String> requestId,
        boolean streamed,
        boolean quiet,
        boolean verbose)
        implements Command {
    @Override
    public int run(Surroundings here) {
        return new ExecRun(this, here).run();
    }

    /**
     * The body of {@code POST /exec/run}. What was not typed is not sent: the daemon may be older.
     */
    Fields body(String agentId, byte[] input) {
        Fields body = new Fields().put("agent_id", agentId).put("argv", argv);
        if (timeout.isPresent()) {
            body.put("timeout_ms", timeout.get().toMillis());
        }
        if (stdin.isPresent()) {
            body.put("stdin_b64", Base64.getEncoder().encodeToString(input));
        }
        return body.put("machine_id", machine).put("request_id", requestId);
    }
}
