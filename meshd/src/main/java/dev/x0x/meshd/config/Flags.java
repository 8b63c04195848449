// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What was said on the command line of {@code x0xd}.
 *
 * @param mode what to do
 * @param config the config file, if named: then it must exist
 * @param name the instance, if named
 * @param apiPort the port of the REST API, if named
 * @param execAcl the exec ACL, if named: then it must exist
 * @param peerCache whether known peers are remembered
 * @param strict whether warnings fail a check
 * @param json whether a check answers in JSON
 * @param notices what a person should be told of these flags
 */
public record Flags(
        Mode mode,
        Optional<Path> config,
        Optional<String> name,
        OptionalInt apiPort,
        Optional<Path> execAcl,
        boolean peerCache,
        boolean strict,
        boolean json,
        List<String> notices) {

    /** What {@code x0xd} can be asked to do. */
    public enum Mode {
        /** Be the daemon. */
        RUN,
        /** Judge the files and leave. */
        CHECK,
        /** Look at what the daemon needs on this machine. */
        DOCTOR,
        /** Name the instances. */
        LIST,
        /** Print the version. */
        VERSION,
        /** Print {@link #USAGE}. */
        HELP
    }

    /** What {@code --help} prints. */
    public static final String USAGE =
            """
            usage: x0xd [options]
                   x0xd doctor

            --config FILE              read this file and no other
            --name NAME                run the instance of this name
            --api-port PORT            port of the REST API; 0 picks one
            --exec-acl FILE            read this exec ACL; it must exist
            --no-hard-coded-bootstrap  use no built-in peers (there are none)
            --disable-peer-cache       do not remember peers
            --check                    judge config, keys, contacts and ACL, change nothing, and leave
              --strict                 warnings fail the check, too
              --json                   answer in JSON
            --list                     name the instances of this user
            --doctor                   look at what the daemon needs on this machine
            --version, -V
            --help, -h

            accepted and without effect: --skip-update-check, --no-port-mapping, --connect-acl FILE

            exit codes: 0, 78 for a bad configuration, 1 otherwise
            """;

    /** Copies the notices. */
    public Flags {
        notices = List.copyOf(notices);
    }

    /** Reads the command line; all that is wrong with it is among the findings. */
    public static FlagsRead parse(List<String> argv) {
        return new FlagParser(argv).parse();
    }
}
