// SPDX-License-Identifier: Apache-2.0
package dev.x0x.conformance.harness;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** How a program is started. */
final class Programs {
    private Programs() {}

    /**
     * A process with an environment of its own. SIGINT is made deliverable again: a shell that runs
     * the tests in the background has it ignored.
     */
    static ProcessBuilder process(List<String> argv, Map<String, String> env) {
        List<String> command = new ArrayList<>(List.of("env", "--default-signal=INT,QUIT,PIPE"));
        command.addAll(argv);
        ProcessBuilder builder = new ProcessBuilder(command);
        Map<String, String> environment = builder.environment();
        String path = environment.getOrDefault("PATH", "/usr/bin:/bin");
        environment.clear();
        environment.put("PATH", path);
        environment.put("LANG", "C.UTF-8");
        environment.putAll(env);
        return builder;
    }
}
