// SPDX-License-Identifier: Apache-2.0
package dev.x0x.cli.print;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.x0x.cli.daemon.JsonReader;
import dev.x0x.cli.daemon.NotJsonException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;

class WordsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "exec_disabled",
                "unverified_sender",
                "trust_rejected",
                "agent_machine_not_in_acl",
                "argv_not_allowed",
                "stdin_too_large",
                "timeout_too_large",
                "cwd_not_allowed",
                "concurrency_limit_reached",
                "shell_metachar_in_argv",
                "spawn_failed",
                "malformed_frame",
                "audit_unavailable",
                "rate_limited",
                "hook_denied",
                "busy",
                "acl_changed",
                "duplicate_request",
                "daemon_stopping"
            })
    void every_denial_has_advice_of_its_own(String reason) {
        assertNotEquals(Denials.advice("of_a_later_version"), Denials.advice(reason));
        assertTrue(SEEN.add(Denials.advice(reason)), "the same advice twice: " + reason);
    }

    private static final HashSet<String> SEEN = new HashSet<>();

    private static Ending ending(String json) throws NotJsonException {
        return Ending.of(JsonReader.read(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void words_name_the_outcome() throws NotJsonException {
        assertTrue(ending("{'outcome':'exited','code':3}").words().isEmpty());
        assertEquals(
                "outcome=signalled signal=9",
                ending("{'outcome':'signalled','signal':9}").words().orElseThrow());
        assertTrue(
                ending("{'outcome':'denied','denial_reason':'busy'}")
                        .words()
                        .orElseThrow()
                        .startsWith("outcome=denied denial_reason=busy\nhint: "));
        assertTrue(
                ending("{'outcome':'fate_unknown','request_id':'ab'}")
                        .words()
                        .orElseThrow()
                        .startsWith("outcome=fate_unknown request_id=ab\nhint: it may have run"));
        for (String each :
                "timed_out lease_expired peer_disconnected idle daemon_stopped spawn_failed"
                        .split(" ", -1)) {
            assertTrue(
                    ending("{'outcome':'" + each + "'}")
                            .words()
                            .orElseThrow()
                            .startsWith("outcome=" + each + "\nhint: "),
                    each);
        }
        assertEquals("outcome=cancelled", ending("{'outcome':'cancelled'}").words().orElseThrow());
    }

    @Test
    void what_others_wrote_cannot_move_the_cursor() throws NotJsonException {
        assertEquals("grün 😀", Plain.of("grün 😀"));
        assertEquals(
                "a\\u{1b}]0;x\\u{7}\\u{a}b\\u{9b}\\u{7f}\\u{202e}\\u{2028}",
                Plain.of("a\u001b]0;x\u0007\nb\u009b\u007f\u202e\u2028"));
        String page =
                Pages.contacts(
                        JsonReader.read(
                                "{\"contacts\":[{\"label\":\"\\u001b[2Jbob\"}]}"
                                        .getBytes(StandardCharsets.UTF_8)));
        assertFalse(page.contains("\u001b"), page);
    }
}
