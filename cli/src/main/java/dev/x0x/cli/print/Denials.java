// SPDX-License-Identifier: Apache-2.0
package dev.x0x.cli.print;

/** What to do about each reason for a refusal (BEHAVIOUR.md §2, PROTOCOL.md §3). */
public final class Denials {
    private Denials() {}

    /** A sentence for whoever asked. */
    public static String advice(String reason) {
        return switch (reason) {
            case "exec_disabled" ->
                    "exec is off there; its operator sets enabled = true under [exec] in the ACL"
                            + " and restarts x0xd";
            case "unverified_sender" ->
                    "it could not verify which machine is asking; import this machine's card there"
                            + " again (x0x card prints it)";
            case "trust_rejected" ->
                    "its operator does not trust this agent; there: x0x trust set <agent id>"
                            + " trusted (x0x agent prints the id here)";
            case "agent_machine_not_in_acl" ->
                    "its ACL has no [[exec.allow]] for this agent on this machine (x0x agent prints"
                            + " both ids here)";
            case "argv_not_allowed" ->
                    "no rule there matches this command word by word; its operator adds an"
                            + " [[exec.allow.commands]] with exactly this argv";
            case "stdin_too_large" ->
                    "the input is larger than max_stdin_bytes there; send less, or have it raised";
            case "timeout_too_large" ->
                    "--timeout is above max_duration_secs there; ask for less, or have it raised";
            case "cwd_not_allowed" ->
                    "the directory is not for the requester to choose; default_cwd in the ACL there"
                            + " sets it";
            case "concurrency_limit_reached" ->
                    "too many commands run there at the moment; try again when one has ended";
            case "shell_metachar_in_argv" ->
                    "a word holds one of ; | & < > ` $ or a control character; there is no shell"
                            + " there, so write plain arguments";
            default -> rare(reason);
        };
    }

    private static String rare(String reason) {
        return switch (reason) {
            case "spawn_failed" ->
                    "the program could not be started there: it is missing or not executable, or"
                            + " default_cwd is no directory";
            case "malformed_frame" ->
                    "the two daemons do not understand each other; compare their versions (x0x"
                            + " health)";
            case "audit_unavailable" ->
                    "it cannot write its audit log and runs nothing without; its operator looks at"
                            + " x0x status there";
            case "rate_limited" -> "too many requests; wait, then try again";
            case "hook_denied" -> "a policy hook there said no; its operator knows why";
            case "busy" -> "it has no room or has just started; try again in half a minute";
            case "acl_changed" ->
                    "its ACL was changed and does not allow this any more; ask its operator";
            case "duplicate_request" ->
                    "this request id was used for another command; leave --request-id out";
            case "daemon_stopping" -> "the daemon there is stopping; try again when it is back";
            default -> "its operator finds the reason in the audit log there";
        };
    }
}
