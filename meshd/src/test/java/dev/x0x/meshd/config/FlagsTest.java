// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.x0x.acl.file.Finding;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

class FlagsTest {
    @Test
    void every_flag_is_understood() {
        FlagsRead read =
                parse(
                        "--config c.toml --name=b --api-port 0 --exec-acl /a.toml"
                                + " --no-hard-coded-bootstrap --disable-peer-cache --check --strict"
                                + " --json --skip-update-check");
        assertEquals(List.of(), read.findings());
        assertEquals(
                new Flags(
                        Flags.Mode.CHECK,
                        Optional.of(Path.of("c.toml")),
                        Optional.of("b"),
                        OptionalInt.of(0),
                        Optional.of(Path.of("/a.toml")),
                        false,
                        true,
                        true,
                        List.of()),
                read.flags());
    }

    @Test
    void no_flag_runs_the_daemon() {
        FlagsRead read = Flags.parse(List.of());
        assertTrue(read.usable() && read.flags().peerCache());
        assertEquals(Flags.Mode.RUN, read.flags().mode());
    }

    @ParameterizedTest
    @CsvSource({
        "--doctor,DOCTOR",
        "doctor,DOCTOR",
        "--list,LIST",
        "--version,VERSION",
        "-V,VERSION",
        "--help,HELP",
        "-h,HELP",
        "--check -h,HELP",
        "--check,CHECK"
    })
    void modes(String argv, Flags.Mode mode) {
        FlagsRead read = parse(argv);
        assertTrue(read.usable(), () -> read.findings().toString());
        assertEquals(mode, read.flags().mode());
    }

    @Test
    void flags_of_the_field_are_taken_with_a_notice() {
        FlagsRead read = parse("--no-port-mapping --connect-acl /c.toml --no-bootstrap");
        assertTrue(read.usable());
        assertEquals(3, read.flags().notices().size());
        assertTrue(read.flags().notices().getFirst().contains("no port is ever mapped"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    --exec_acl /a.toml      | unknown flag `--exec_acl`            | did you mean --exec-acl?
                    --exec-ac /a.toml       | unknown flag `--exec-ac`             | did you mean --exec-acl?
                    --frobnicate            | unknown flag `--frobnicate`          | lists the flags
                    -x                      | unknown flag `-x`                    | lists the flags
                    start                   | unexpected word `start`              | --help
                    --config                | flag `--config` needs a value        | --config VALUE
                    --config --check        | flag `--config` needs a value        | --config VALUE
                    --exec-acl=             | flag `--exec-acl` needs a value      | --exec-acl VALUE
                    --config a --config a   | flag `--config` is given twice       | leave out one
                    --check=yes             | flag `--check` takes no value        | write --check
                    --name a/b              | --name: not the name of an instance  | letters
                    --name ..               | --name: not the name of an instance  | letters
                    --api-port 65536        | --api-port: not a port: `65536`      | 0 to 65535
                    --api-port http         | --api-port: not a port: `http`       | 0 to 65535
                    --api-port=-1           | --api-port: not a port: `-1`         | 0 to 65535
                    --check --doctor        | only one of                          | leave out
                    --strict                | `--strict` belongs to a check        | --check --strict
                    """)
    void what_is_not_understood_is_an_error(String argv, String message, String hint) {
        FlagsRead read = parse(argv);
        assertFalse(read.usable());
        Finding first = read.findings().getFirst();
        assertTrue(first.message().contains(message), first.text());
        assertTrue(first.hint().orElseThrow().contains(hint), first.text());
    }

    @Test
    void all_problems_are_named_at_once() {
        assertEquals(3, parse("--foo --api-port x --name ..").findings().size());
        assertTrue(parse("--config a\0b").findings().getFirst().message().contains("not a path"));
    }

    private static FlagsRead parse(String argv) {
        return Flags.parse(List.of(argv.split(" ")));
    }
}
