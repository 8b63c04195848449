// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.contacts;

import dev.x0x.identity.AgentId;
import dev.x0x.meshd.contacts.ContactRefusedException.Reason;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** What a contact may be called, so that a name on the command line means one thing (B6). */
final class Labels {
    static final int LONGEST = 64; // characters; a guess at what a table can show

    /** Words that the command line gives a meaning of its own (BEHAVIOUR.md §6). */
    private static final Set<String> VERBS =
            Set.of(
                    """
                    acl add agent audit bash cancel card completion connect contacts daemon describe
                    diagnostics direct doctor exec fish fleet forward health help import init link
                    list locks logs machines mcp new network none null peers pin ping policy remove
                    result revoke routes run self send sessions set show start status stop sync
                    tool trust unpin verify version zsh
                    """
                            .strip()
                            .split("\\s+"));

    private static final Pattern HEX = Pattern.compile("[0-9a-fA-F]{8,}");

    private Labels() {}

    /**
     * What the operator typed, without white space around it; blank is no label.
     *
     * @throws ContactRefusedException if it could not be shown or typed again
     */
    static Optional<String> typed(String label) throws ContactRefusedException {
        String text = label.strip();
        String fault = "";
        if (!text.codePoints().allMatch(Labels::printable)) {
            fault = "a label holds no control or invisible characters";
        } else if (text.startsWith("-")) {
            fault = "a label cannot begin with `-`: the command line would read it as an option";
        } else if (text.codePointCount(0, text.length()) > LONGEST) {
            fault = "a label has at most " + LONGEST + " characters";
        }
        if (!fault.isEmpty()) {
            throw new ContactRefusedException(Reason.BAD_LABEL, fault);
        }
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }

    /** What is left of the name that a card gives itself; nothing may be. */
    static Optional<String> claimed(String displayName) {
        var text = new StringBuilder();
        displayName
                .codePoints()
                .filter(Labels::printable)
                .limit(LONGEST)
                .forEach(text::appendCodePoint);
        String clean = text.toString().strip();
        while (clean.startsWith("-")) {
            clean = clean.substring(1).strip();
        }
        return clean.isEmpty() ? Optional.empty() : Optional.of(clean);
    }

    /** The label itself, or with enough of the id behind it to mean only this agent. */
    static String free(String wanted, AgentId agent, Predicate<String> taken) {
        boolean ambiguous =
                HEX.matcher(wanted).matches()
                        || VERBS.contains(wanted.toLowerCase(Locale.ROOT))
                        || taken.test(wanted);
        if (!ambiguous) {
            return wanted;
        }
        for (int digits : new int[] {8, 16, 32}) {
            String longer = wanted + "-" + agent.hex().substring(0, digits);
            if (!taken.test(longer)) {
                return longer;
            }
        }
        return wanted + "-" + agent.hex();
    }

    private static boolean printable(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR ->
                    false;
            default -> true;
        };
    }
}
