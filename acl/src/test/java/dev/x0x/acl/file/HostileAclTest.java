// SPDX-License-Identifier: Apache-2.0
package dev.x0x.acl.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;

/** No input crashes or hangs the loader, and every refusal has a line and a column. */
class HostileAclTest {
    private static final String GOOD =
            """
            # what alice may run
            [exec]
            enabled = true # now
            max_stdout_bytes = 1_000
            default_cwd = '/' # "quoted"
            [[exec.allow]]
            description = "a # is no comment"
            agent_id = "%s"
            machine_id = \"""
            %s\"""
            commands = [ { argv = ["df", "-h"] }, { argv = ['x', '''#''', "<INT>"] } ]
            """
                    .formatted("a1".repeat(32), "1a".repeat(32));
    private static Path file;

    @BeforeContainer
    @org.junit.jupiter.api.BeforeAll
    static void make() throws IOException {
        file = Files.createTempFile("acl", ".toml");
    }

    @AfterContainer
    @org.junit.jupiter.api.AfterAll
    static void remove() throws IOException {
        Files.deleteIfExists(file);
    }

    @Test
    void the_start_of_the_mutations_is_good() throws IOException {
        Files.writeString(file, GOOD);
        AclLoaded loaded = AclFile.load(file, true);
        assertTrue(loaded.usable() && loaded.policy().enabled(), loaded.findings().toString());
        assertEquals(2, loaded.policy().commandEntryCount());
    }

    @Property(tries = 300)
    void a_changed_file_loads_or_is_refused_at_a_line(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 6) int changes) throws IOException {
        var random = new Random(seed);
        var text = new StringBuilder(GOOD);
        for (int i = 0; i < changes; i++) {
            int at = random.nextInt(text.length());
            switch (random.nextInt(4)) {
                case 0 -> text.deleteCharAt(at);
                case 1 -> text.insert(at, pick(random));
                case 2 -> text.setCharAt(at, pick(random));
                default -> text.insert(at, text.substring(random.nextInt(at + 1), at));
            }
        }
        check(text.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static char pick(Random random) {
        String alphabet = "\"'#[]{}=,.\\\n\r\t \u0000\u0007aZ0-_<>é\ufeff\u2028😀";
        return alphabet.charAt(random.nextInt(alphabet.length()));
    }

    @Property(tries = 200)
    void any_bytes_load_or_are_refused_at_a_line(@ForAll byte[] bytes) throws IOException {
        check(bytes);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "#\n",
                "x = @\n",
                "é\n",
                "'",
                "\"\"\"",
                "[",
                "{",
                "a.",
                "a=1\n",
                "[a]\n",
                "[[a]]\n",
                "a=[",
                "a={b=",
                "\\",
                "\r",
                "\n",
                ",",
                "=",
                "[exec.allow]\n",
                "[[exec.allow]]\n",
                "[[exec.allow]]\nagent_id=1\n",
                "\0",
                "a='''\n"
            })
    void a_long_bad_file_is_refused_in_time(String unit) throws IOException {
        String many = unit.repeat((1 << 20) / unit.length());
        for (String before : new String[] {"", "[exec]\nenabled=true\nallow=["}) {
            byte[] bytes = (before + many).getBytes(StandardCharsets.UTF_8);
            assertTimeout(Duration.ofSeconds(20), () -> check(bytes));
        }
    }

    private static void check(byte[] bytes) throws IOException {
        Files.write(file, bytes);
        AclLoaded loaded = AclFile.load(file, true);
        for (Finding finding : loaded.findings()) {
            if (finding.severity() == Severity.ERROR) {
                assertTrue(finding.line() >= 1 && finding.column() >= 1, finding.text());
            }
        }
        assertEquals(
                loaded.usable(),
                !loaded.policy().disabledReason().equals(java.util.Optional.of("acl_refused")));
    }
}
