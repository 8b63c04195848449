// SPDX-License-Identifier: Apache-2.0
package dev.x0x.cli;

import java.util.ArrayList;
import java.util.List;

/**
 * Everything that can be asked, in the order in which help lists it. A verb comes before those
 * under it.
 */
enum Verb {
    EXEC("exec", "run a command on another machine"),
    EXEC_SESSIONS("exec sessions", "list the commands that run now"),
    EXEC_CANCEL("exec cancel", "stop a command by its request id"),
    STATUS("status", "show how the daemon is and what it warns of"),
    HEALTH("health", "show whether the daemon answers; needs no token"),
    DIAGNOSTICS("diagnostics", "show counters: exec, dm, gossip or transport"),
    AGENT("agent", "show this agent's and this machine's ids"),
    AGENT_CARD("agent card", "print this agent's card, to be imported elsewhere"),
    AGENT_IMPORT("agent import", "make a contact of someone's card"),
    CARD("card", "the same as: agent card"),
    IMPORT("import", "the same as: agent import"),
    CONTACTS("contacts", "list contacts"),
    CONTACTS_LIST("contacts list", "list contacts"),
    CONTACTS_ADD("contacts add", "add a contact by its id"),
    CONTACTS_UPDATE("contacts update", "change a contact's trust or identity type"),
    CONTACTS_REMOVE("contacts remove", "forget a contact"),
    CONTACTS_REVOKE("contacts revoke", "never believe a contact's key again"),
    CONTACTS_REVOCATIONS("contacts revocations", "list what is revoked of a contact"),
    TRUST("trust", "who is trusted how far"),
    TRUST_SET("trust set", "set a contact's trust"),
    TRUST_EVALUATE("trust evaluate", "show what an agent on a machine would be told"),
    MACHINES("machines", "the machines of a contact"),
    MACHINES_LIST("machines list", "list a contact's machines"),
    MACHINES_ADD("machines add", "record a machine of a contact"),
    MACHINES_REMOVE("machines remove", "forget a machine of a contact"),
    MACHINES_PIN("machines pin", "believe a contact on this machine only"),
    MACHINES_UNPIN("machines unpin", "undo a pin"),
    PEERS("peers", "list the machines there is a link to"),
    NETWORK("network", "this machine in the mesh"),
    NETWORK_STATUS("network status", "show the role, the links and why peers were refused"),
    AGENTS("agents", "what the mesh knows of agents"),
    AGENTS_LIST("agents list", "list the agents of which something is known"),
    AGENTS_FIND("agents find", "show what is known of one agent"),
    AGENTS_PATH("agents path", "show the hops that a message to an agent would take"),
    AGENTS_CONNECT("agents connect", "try for a direct link to an agent's machine"),
    IDENTITY("identity", "give up a key of our own"),
    IDENTITY_REVOKE("identity revoke", "give up this daemon's agent or machine key, for good"),
    IDENTITY_REVOCATIONS("identity revocations", "list the keys that were given up"),
    AUDIT("audit", "what was run here, by whom, and whether the record is whole"),
    AUDIT_SHOW("audit show", "print the records, all or those of a request, agent or time"),
    AUDIT_TAIL("audit tail", "print the newest records, and with --follow what comes"),
    AUDIT_VERIFY("audit verify", "prove that nothing in the record was changed or taken out"),
    DIRECT("direct", "plain messages between agents"),
    DIRECT_SEND("direct send", "send a message"),
    DIRECT_EVENTS("direct events", "print messages as they come"),
    START("start", "start the daemon"),
    STOP("stop", "stop the daemon"),
    DOCTOR("doctor", "look for what is wrong here"),
    COMPLETION("completion", "print a completion script for bash, zsh or fish");

    private final String path;
    private final String summary;

    Verb(String path, String summary) {
        this.path = path;
        this.summary = summary;
    }

    /** As it is typed: one word or two. */
    String path() {
        return path;
    }

    String summary() {
        return summary;
    }

    /** The first word. */
    String group() {
        int blank = path.indexOf(' ');
        return blank < 0 ? path : path.substring(0, blank);
    }

    /** The second word; empty if there is none. */
    String under() {
        int blank = path.indexOf(' ');
        return blank < 0 ? "" : path.substring(blank + 1);
    }

    /** Those that begin with this word. */
    static List<Verb> group(String word) {
        List<Verb> found = new ArrayList<>();
        for (Verb each : values()) {
            if (each.group().equals(word)) {
                found.add(each);
            }
        }
        return found;
    }

    /** Whether a contact of this name could not be told from a verb. */
    static boolean isWord(String word) {
        for (Verb each : values()) {
            if (each.group().equals(word) || each.under().equals(word)) {
                return true;
            }
        }
        return false;
    }
}
