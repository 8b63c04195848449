// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec.child;

import java.util.List;
import java.util.Map;

/**
 * What to start.
 *
 * @param program absolute path of the file that runs; no search, no shell
 * @param argv as the command sees it, argv[0] first
 * @param environment all of it; nothing of ours is added
 * @param cwd absolute path of a directory
 * @param stdin everything the command can read; not copied, leave it alone
 */
public record ChildSpec(
        String program,
        List<String> argv,
        Map<String, String> environment,
        String cwd,
        byte[] stdin) {
    /** Copies the collections. */
    public ChildSpec {
        argv = List.copyOf(argv);
        environment = Map.copyOf(environment);
    }
}
