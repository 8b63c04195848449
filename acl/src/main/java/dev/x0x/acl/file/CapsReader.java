// SPDX-License-Identifier: Apache-2.0
package dev.x0x.acl.file;

import dev.x0x.acl.Caps;
import dev.x0x.acl.Quoted;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Reads the caps of {@code [exec]}; one that is refused counts as its default, so that all are
 * looked at.
 */
record CapsReader(Section exec) {
    // a request's timeout is a u32 of milliseconds, so that a longer cap is this one
    static final long MAX_SECONDS = 4_294_968;

    Caps caps() {
        Caps normal = Caps.DEFAULTS;
        int total = count("max_concurrent_total", normal.maxConcurrentTotal());
        int perAgent = count("max_concurrent_per_agent", normal.maxConcurrentPerAgent());
        if (perAgent > total) {
            exec.findings()
                    .error(
                            exec.has("max_concurrent_per_agent")
                                    ? exec.place("max_concurrent_per_agent")
                                    : exec.place("max_concurrent_total"),
                            "`max_concurrent_per_agent` (%d) is above `max_concurrent_total` (%d)"
                                    .formatted(perAgent, total),
                            "write max_concurrent_per_agent = " + total + " or less");
            perAgent = total;
        }
        return new Caps(
                positive("max_stdout_bytes", normal.maxStdoutBytes()),
                positive("max_stderr_bytes", normal.maxStderrBytes()),
                positive("max_stdin_bytes", normal.maxStdinBytes()),
                seconds(positive("max_duration_secs", normal.maxDuration().toSeconds())),
                perAgent,
                total,
                atLeast("warn_stdout_bytes", 0, normal.warnStdoutBytes()),
                atLeast("warn_stderr_bytes", 0, normal.warnStderrBytes()),
                seconds(atLeast("warn_duration_secs", 0, normal.warnDuration().toSeconds())),
                exec.has("max_idle_secs")
                        ? Optional.of(seconds(positive("max_idle_secs", MAX_SECONDS)))
                        : Optional.empty(),
                defaultCwd());
    }

    private static Duration seconds(long seconds) {
        return Duration.ofSeconds(Math.min(seconds, MAX_SECONDS));
    }

    private int count(String key, int normal) {
        return (int) Math.min(positive(key, normal), Integer.MAX_VALUE);
    }

    private long positive(String key, long normal) {
        return atLeast(key, 1, normal);
    }

    private long atLeast(String key, long least, long normal) {
        Optional<Long> value = exec.number(key);
        if (value.isPresent() && value.get() < least) {
            exec.findings()
                    .error(
                            exec.place(key),
                            "`%s` must be %s, found %d"
                                    .formatted(
                                            key,
                                            least == 0 ? "0 or more" : "positive",
                                            value.get()),
                            "leave the line out for the default of " + normal);
            return normal;
        }
        return value.orElse(normal);
    }

    private Optional<String> defaultCwd() {
        Optional<String> cwd = exec.text("default_cwd");
        if (cwd.isEmpty()) {
            return cwd;
        }
        Place at = exec.place("default_cwd");
        Optional<Path> path = Paths.parse(cwd.get());
        if (path.filter(Path::isAbsolute).isEmpty()) {
            exec.findings()
                    .error(
                            at,
                            "`default_cwd` must be an absolute path, found "
                                    + Quoted.text(cwd.get()),
                            "write the path from the root on, like \"/srv\"");
            return Optional.empty();
        }
        Permissions.warnIfNoDirectory(path.get(), at, exec.findings());
        return cwd;
    }
}
