// SPDX-License-Identifier: Apache-2.0
package dev.x0x.acl;

import static dev.x0x.acl.Policies.ALICE;
import static dev.x0x.acl.Policies.BOB;
import static dev.x0x.acl.Policies.LAPTOP;
import static dev.x0x.acl.Policies.SERVER;
import static dev.x0x.acl.Policies.ask;
import static dev.x0x.acl.Policies.command;
import static dev.x0x.acl.Policies.entry;
import static dev.x0x.acl.Policies.policy;
import static dev.x0x.acl.Policies.within;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

class ExecPolicyTest {
    private static final ExecPolicy POLICY =
            policy(
                    entry(
                            "disk",
                            command("df", "-h"),
                            command("journalctl", "-u", "web", "-n", "<INT>"),
                            command("curl", "http://127.0.0.1:8080<URL_PATH>"),
                            command("/opt/bin/report")));

    @Test
    void what_is_listed_is_allowed_with_its_terms() {
        assertEquals(
                new Verdict.Allowed("/usr/bin/df", Optional.of("disk"), Duration.ofMinutes(5)),
                POLICY.judge(ask("df", "-h")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    df                              | argv_not_allowed       | nearest rule `df -h` has 2 words, the request 1
                    df -h /                         | argv_not_allowed       | nearest rule `df -h` has 2 words, the request 3
                    df -H                           | argv_not_allowed       | nearest rule `df -h`: word 2 `-H` is not `-h`
                    DF -h                           | argv_not_allowed       | no rule of this pair names the program `DF`
                    /usr/bin/df -h                  | argv_not_allowed       | no rule of this pair names the program `/usr/bin/df`
                    report                          | argv_not_allowed       | no rule of this pair names the program `report`
                    journalctl -u web -n 0          | argv_not_allowed       | word 5 `0` is not a number from 1 to 999999
                    journalctl -u web -n 1000000    | argv_not_allowed       | word 5 `1000000` is not a number
                    journalctl -u web -n +1         | argv_not_allowed       | word 5 `+1` is not a number
                    journalctl -u web -n १          | argv_not_allowed       | word 5 `१` is not a number
                    journalctl -u db -n 1           | argv_not_allowed       | word 3 `db` is not `web`
                    curl http://127.0.0.1:8080/..   | argv_not_allowed       | is not a path of
                    curl http://127.0.0.1:8081/a    | argv_not_allowed       | does not start with `http://127.0.0.1:8080`
                    curl http://127.0.0.1:8080      | argv_not_allowed       | is not a path of
                    df -h;                          | shell_metachar_in_argv | word 2 holds `;`
                    rm $HOME                        | shell_metachar_in_argv | word 2 holds `$`
                    """)
    void a_near_miss_is_refused_and_says_by_how_little(String argv, String reason, String why) {
        Verdict.Denied denied = denied(POLICY.judge(ask(argv.split(" "))));
        assertEquals(reason, denied.reason().code());
        assertTrue(denied.why().contains(why), denied.why());
    }

    @Test
    void the_first_row_that_fails_answers() {
        var off = ExecPolicy.disabled("exec_disabled");
        var wrong =
                new ExecQuestion(BOB, SERVER, List.of(), true, Long.MAX_VALUE, Duration.ofDays(9));
        assertEquals(DenialReason.EXEC_DISABLED, denied(off.judge(wrong)).reason());
        assertEquals(DenialReason.ARGV_NOT_ALLOWED, denied(POLICY.judge(wrong)).reason());
        assertEquals(DenialReason.CWD_NOT_ALLOWED, row(true, ";", BOB).reason());
        assertEquals(DenialReason.SHELL_METACHAR_IN_ARGV, row(false, ";", BOB).reason());
        assertEquals(DenialReason.AGENT_MACHINE_NOT_IN_ACL, row(false, "x", BOB).reason());
        assertEquals(DenialReason.ARGV_NOT_ALLOWED, row(false, "x", ALICE).reason());
        var large = with(Long.MAX_VALUE, Duration.ofDays(9));
        assertEquals(DenialReason.STDIN_TOO_LARGE, denied(POLICY.judge(large)).reason());
    }

    private static Verdict.Denied row(boolean cwd, String word, dev.x0x.identity.AgentId agent) {
        return denied(
                POLICY.judge(
                        new ExecQuestion(
                                agent,
                                LAPTOP,
                                List.of(word),
                                cwd,
                                Long.MAX_VALUE,
                                Duration.ofDays(9))));
    }

    @Test
    void an_agent_counts_only_with_its_machine() {
        var elsewhere =
                new ExecQuestion(
                        ALICE, SERVER, List.of("df", "-h"), false, 0, Duration.ofSeconds(1));
        Verdict.Denied denied = denied(POLICY.judge(elsewhere));
        assertEquals(DenialReason.AGENT_MACHINE_NOT_IN_ACL, denied.reason());
        assertEquals(
                "agent %s is listed, but not on machine %s".formatted(ALICE, SERVER), denied.why());
        assertTrue(POLICY.lists(ALICE, LAPTOP));
        assertFalse(POLICY.lists(ALICE, SERVER));
        assertFalse(POLICY.lists(BOB, LAPTOP));
    }

    @ParameterizedTest
    @CsvSource({"0,true", "1048575,true", "1048576,true", "1048577,false", "-1,false"})
    void stdin_counts_as_an_unsigned_number(long bytes, boolean allowed) {
        Verdict verdict = POLICY.judge(with(bytes, Duration.ofSeconds(1)));
        assertEquals(allowed, verdict instanceof Verdict.Allowed, verdict.toString());
    }

    @ParameterizedTest
    @CsvSource({"0,true", "299001,true", "300000,true", "300001,false", "4294967295,false"})
    void a_begun_second_counts_whole(long millis, boolean allowed) {
        Verdict verdict = POLICY.judge(with(0, Duration.ofMillis(millis)));
        assertEquals(allowed, verdict instanceof Verdict.Allowed, verdict.toString());
        if (verdict instanceof Verdict.Denied(DenialReason reason, String why)) {
            assertEquals(DenialReason.TIMEOUT_TOO_LARGE, reason);
            assertTrue(why.endsWith("at most 300"), why);
        }
    }

    private static ExecQuestion with(long stdin, Duration timeout) {
        return new ExecQuestion(ALICE, LAPTOP, List.of("df", "-h"), false, stdin, timeout);
    }

    @Test
    void the_first_entry_that_matches_wins_with_its_own_cap() {
        var first = within(Duration.ofSeconds(5), entry("first", command("seq", "<INT>")));
        var second = entry("second", command("seq", "3"), command("seq", "9", "9"));
        var both = policy(first, second);
        assertEquals("first", description(both.judge(at(5, "seq", "3"))));
        assertEquals(
                DenialReason.TIMEOUT_TOO_LARGE, denied(both.judge(at(6, "seq", "3"))).reason());
        assertEquals("second", description(both.judge(at(6, "seq", "9", "9"))));
        assertEquals("second", description(policy(second, first).judge(at(6, "seq", "3"))));
        assertEquals("first", description(policy(second, first).judge(at(5, "seq", "4"))));
        var again = entry("again", command("seq", "3"));
        assertEquals("second", description(policy(second, again).judge(at(6, "seq", "3"))));
        assertEquals("again", description(policy(again, second).judge(at(6, "seq", "3"))));
    }

    @Test
    void an_entry_only_lowers_the_cap() {
        var high = policy(within(Duration.ofMinutes(15), entry("high", command("df"))));
        assertEquals(DenialReason.TIMEOUT_TOO_LARGE, denied(high.judge(at(301, "df"))).reason());
        var zero = policy(within(Duration.ZERO, entry("zero", command("df"))));
        assertEquals(DenialReason.TIMEOUT_TOO_LARGE, denied(zero.judge(at(1, "df"))).reason());
    }

    @Test
    void an_empty_policy_refuses() {
        assertEquals(
                DenialReason.AGENT_MACHINE_NOT_IN_ACL, denied(policy().judge(ask("df"))).reason());
    }

    @Test
    void a_disabled_policy_still_counts_what_it_holds() {
        var held = entry("off", command("df"), command("id"));
        var off = ExecPolicy.disabled("exec_disabled", Caps.DEFAULTS, List.of(held));
        assertFalse(off.enabled());
        assertEquals(1, off.allowEntryCount());
        assertEquals(2, off.commandEntryCount());
        assertEquals("exec_disabled", denied(off.judge(ask("df"))).why());
    }

    @Test
    void our_own_log_gets_no_control_characters_and_no_long_words() {
        String why = denied(POLICY.judge(ask("x\u202e" + "y".repeat(500)))).why();
        assertTrue(why.contains("`x\\u202eyyy") && why.length() < 150, why);
    }

    @Test
    void caps_are_checked_and_warnings_lowered() {
        assertThrows(IllegalArgumentException.class, () -> caps(0, 4, 1));
        assertThrows(IllegalArgumentException.class, () -> caps(1, 33, 1));
        assertThrows(IllegalArgumentException.class, () -> caps(1, 4, -1));
        assertEquals(1, caps(1, 4, 7).warnStdoutBytes());
        assertEquals(0, caps(1, 4, 0).warnStdoutBytes());
        assertEquals(Duration.ofSeconds(2), caps(1, 4, 0).warnDuration());
    }

    private static Caps caps(long stdout, int perAgent, long warnStdout) {
        return new Caps(
                stdout,
                1,
                1,
                Duration.ofSeconds(2),
                perAgent,
                32,
                warnStdout,
                1,
                Duration.ofSeconds(3),
                Optional.empty(),
                Optional.empty());
    }

    private static ExecQuestion at(int seconds, String... argv) {
        return new ExecQuestion(
                ALICE, LAPTOP, List.of(argv), false, 0, Duration.ofSeconds(seconds));
    }

    private static String description(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Allowed allowed -> allowed.matchedAcl().orElseThrow();
            case Verdict.Denied denied -> throw new AssertionError(denied);
        };
    }

    private static Verdict.Denied denied(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Allowed allowed -> throw new AssertionError(allowed);
            case Verdict.Denied denied -> denied;
        };
    }
}
