// SPDX-License-Identifier: Apache-2.0
package dev.x0x.cli.print;

import dev.x0x.cli.daemon.Json;

import java.util.LinkedHashMap;
import java.util.Map;

/** The answers that deserve more than an outline. */
public final class Pages {
    private Pages() {}

    /** Who we are; the key is for programs. */
    public static String agent(Json answer) {
        Map<String, Json> members = new LinkedHashMap<>(answer.members());
        members.remove("kem_public_key_b64");
        return Outline.of(new Json.Members(members));
    }

    /** The link and nothing else, so that it can be piped. */
    public static String card(Json answer) {
        return Plain.of(answer.get("link").text().orElse(""));
    }

    /** What an import did. */
    public static String imported(Json answer) {
        String who = Plain.of(answer.get("display_name").plain());
        String said =
                "imported "
                        + (who.isEmpty() ? "" : who + " ")
                        + Plain.of(answer.get("agent_id").plain())
                        + ", trust "
                        + Plain.of(answer.get("trust_level").plain());
        return answer.get("trust_change_ignored").isTrue()
                ? said
                        + "\n"
                        + "hint: it was a contact before and its trust stays; x0x trust set changes"
                        + " it"
                : said;
    }

    /** Contacts. */
    public static String contacts(Json answer) {
        return Table.of(
                answer.get("contacts"),
                "no contacts; import a card with: x0x import <link>",
                "label",
                "trust_level",
                "agent_id",
                "last_seen");
    }

    /** Machines of a contact. */
    public static String machines(Json answer) {
        return Table.of(
                answer.get("machines"),
                "no machines",
                "machine_id",
                "pinned",
                "label",
                "last_seen");
    }

    /** Revocations. */
    public static String revocations(Json answer) {
        return Table.of(
                answer.get("revocations"), "none", "agent_id", "reason", "timestamp", "revoker_id");
    }

    /** Links. */
    public static String peers(Json answer) {
        return Table.of(answer.get("peers"), "no links", "id", "addr", "rtt_ms");
    }

    /** This machine in the mesh: what it is, and its links. */
    public static String network(Json answer) {
        Map<String, Json> members = new LinkedHashMap<>(answer.members());
        members.remove("links");
        members.remove("last_refused");
        return Outline.of(new Json.Members(members))
                + "\n\nlinks:\n"
                + Table.of(
                        answer.get("links"),
                        "none",
                        "machine_id",
                        "addr",
                        "rtt_ms",
                        "role",
                        "neighbour",
                        "eager",
                        "score",
                        "bytes_in",
                        "bytes_out")
                + "\n\nrefused lately:\n"
                + Table.of(
                        answer.get("last_refused"),
                        "none",
                        "addr",
                        "machine_id",
                        "dialled",
                        "cause",
                        "detail");
    }

    /** Agents. */
    public static String agents(Json answer) {
        return Table.of(
                answer.get("agents"),
                "nothing is known",
                "label",
                "agent_id",
                "machine_id",
                "linked",
                "alive",
                "tags");
    }

    /** The way of a message. */
    public static String path(Json answer) {
        Json worked = answer.get("last_worked");
        String last =
                worked.isNull()
                        ? ""
                        : "\nlast acknowledged by way of "
                                + Plain.of(worked.get("machine_id").plain())
                                + ", "
                                + Times.duration(worked.get("ago_ms"))
                                + " ago";
        return way(answer) + last;
    }

    private static String way(Json answer) {
        if (answer.get("direct").isTrue()) {
            return "direct: there is a link to machine "
                    + Plain.of(answer.get("machine_id").plain());
        }
        return "toward machine "
                + Plain.of(answer.get("machine_id").plain())
                + ", best first:\n"
                + Table.of(
                        answer.get("next_hops"),
                        "no way is known; a message would be tried at its addresses, then with"
                                + " some neighbours",
                        "machine_id",
                        "links");
    }

    /** Keys that were given up. */
    public static String givenUp(Json answer) {
        return Table.of(
                answer.get("revocations"),
                "none",
                "subject_kind",
                "subject",
                "revoked_at",
                "reason");
    }

    /** What runs. */
    public static String sessions(Json answer) {
        return "asked from here:\n"
                + Table.of(
                        answer.get("pending_clients"),
                        "none",
                        "request_id",
                        "target_agent_id",
                        "age_ms",
                        "argv_summary")
                + "\n\nrunning here for others:\n"
                + Table.of(
                        answer.get("active_servers"),
                        "none",
                        "request_id",
                        "agent_id",
                        "age_ms",
                        "argv_summary");
    }
}
