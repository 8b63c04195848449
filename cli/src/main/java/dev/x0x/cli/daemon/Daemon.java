// SPDX-License-Identifier: Apache-2.0
package dev.x0x.cli.daemon;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The daemon, one method an endpoint (BEHAVIOUR.md §5). Each throws {@link UnreachableException}
 * when nothing was asked, {@link RefusedException} when the daemon said no, and {@link IOException}
 * when the connection was lost on the way.
 */
public final class Daemon {
    private static final Duration HEALTH_PATIENCE = Duration.ofSeconds(10);

    /** The daemon waits for an end 70 s longer than the command may run, and then answers. */
    private static final Duration AFTER_TIMEOUT = Duration.ofSeconds(150);

    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);

    /** Between two direct messages there may be any time; the daemon pings every 15 s. */
    private static final Duration BETWEEN_PINGS = Duration.ofSeconds(90);

    private final Api api;

    /**
     * The daemon that these choices mean; nothing is asked yet.
     *
     * @param address to use instead of the one that the daemon wrote down
     * @param tokenFile to use instead of {@code X0X_API_TOKEN} and the daemon's own file
     */
    public Daemon(
            Optional<ApiAddress> address,
            Optional<Path> tokenFile,
            DataDirectory directory,
            Map<String, String> environment) {
        this.api = new Api(address, tokenFile, directory, environment);
    }

    /** Where it is asked. */
    public ApiAddress address() {
        return api.address();
    }

    /** {@code GET /health}, which needs no token. */
    public Json health() throws DaemonException, IOException {
        return api.open("/health", HEALTH_PATIENCE);
    }

    /**
     * {@code POST /exec/run}, its output as it comes. A daemon that does not stream answers with
     * one {@code end} event that holds everything.
     *
     * @param timeout what the command was given, if anything
     */
    public Events run(Fields request, Optional<Duration> timeout)
            throws DaemonException, IOException {
        Duration patience = timeout.orElse(DEFAULT_TIMEOUT).plus(AFTER_TIMEOUT);
        return api.events("POST", "/exec/run?stream=sse", Optional.of(request.object()), patience);
    }

    /** {@code GET /direct/events}, until the daemon stops. */
    public Events directEvents() throws DaemonException, IOException {
        return api.events("GET", "/direct/events", Optional.empty(), BETWEEN_PINGS);
    }

    /** {@code GET /status}. */
    public Json status() throws DaemonException, IOException {
        return api.get("/status");
    }

    /** {@code GET /agent}. */
    public Json agent() throws DaemonException, IOException {
        return api.get("/agent");
    }

    /** {@code GET /agent/card}. */
    public Json card(Optional<String> displayName, boolean localAddresses)
            throws DaemonException, IOException {
        var query =
                new StringBuilder("/agent/card?include_local_addresses=").append(localAddresses);
        if (displayName.isPresent()) {
            query.append("&display_name=").append(escaped(displayName.get()));
        }
        return api.get(query.toString());
    }

    /** {@code POST /agent/card/import}. */
    public Json importCard(String link, String level) throws DaemonException, IOException {
        return api.post(
                "/agent/card/import", new Fields().put("card", link).put("trust_level", level));
    }

    /** {@code POST /agents/connect}. */
    public Json connect(String agent) throws DaemonException, IOException {
        return api.post("/agents/connect", new Fields().put("agent_id", agent));
    }

    /** {@code GET /agents}; {@code tag} is key=value, or several with commas between. */
    public Json agents(Optional<String> tag) throws DaemonException, IOException {
        return api.get("/agents" + tag.map(text -> "?tag=" + escaped(text)).orElse(""));
    }

    /** {@code POST /agents/find/{id}}. */
    public Json find(String agent) throws DaemonException, IOException {
        return api.post("/agents/find/" + escaped(agent), new Fields());
    }

    /** {@code GET /agents/path/{id}}. */
    public Json path(String agent) throws DaemonException, IOException {
        return api.get("/agents/path/" + escaped(agent));
    }

    /** {@code POST /identity/revoke}; {@code member} is agent_id or machine_id. */
    public Json giveUp(String member, String id, Optional<String> reason)
            throws DaemonException, IOException {
        return api.post("/identity/revoke", new Fields().put(member, id).put("reason", reason));
    }

    /** {@code GET /identity/revocations}. */
    public Json givenUp() throws DaemonException, IOException {
        return api.get("/identity/revocations");
    }

    /** {@code GET /network/status}. */
    public Json network() throws DaemonException, IOException {
        return api.get("/network/status");
    }

    /** {@code GET /contacts}. */
    public Json contacts() throws DaemonException, IOException {
        return api.get("/contacts");
    }

    /** {@code POST /contacts}. */
    public Json addContact(String agent, String level, Optional<String> label)
            throws DaemonException, IOException {
        return api.post(
                "/contacts",
                new Fields().put("agent_id", agent).put("trust_level", level).put("label", label));
    }

    /** {@code PATCH /contacts/{id}}. */
    public Json changeContact(String agent, Optional<String> level, Optional<String> type)
            throws DaemonException, IOException {
        return api.patch(
                contact(agent, ""),
                new Fields().put("trust_level", level).put("identity_type", type));
    }

    /** {@code DELETE /contacts/{id}}. */
    public Json removeContact(String agent) throws DaemonException, IOException {
        return api.delete(contact(agent, ""));
    }

    /** {@code POST /contacts/{id}/revoke}. */
    public Json revoke(String agent, String reason) throws DaemonException, IOException {
        return api.post(contact(agent, "/revoke"), new Fields().put("reason", reason));
    }

    /** {@code GET /contacts/{id}/revocations}. */
    public Json revocations(String agent) throws DaemonException, IOException {
        return api.get(contact(agent, "/revocations"));
    }

    /** {@code POST /contacts/trust}. */
    public Json setTrust(String agent, String level) throws DaemonException, IOException {
        return api.post("/contacts/trust", new Fields().put("agent_id", agent).put("level", level));
    }

    /** {@code POST /trust/evaluate}. */
    public Json evaluate(String agent, String machine) throws DaemonException, IOException {
        return api.post(
                "/trust/evaluate", new Fields().put("agent_id", agent).put("machine_id", machine));
    }

    /** {@code GET /contacts/{id}/machines}. */
    public Json machines(String agent) throws DaemonException, IOException {
        return api.get(contact(agent, "/machines"));
    }

    /** {@code POST /contacts/{id}/machines}. */
    public Json addMachine(String agent, String machine, Optional<String> label, boolean pinned)
            throws DaemonException, IOException {
        return api.post(
                contact(agent, "/machines"),
                new Fields().put("machine_id", machine).put("label", label).put("pinned", pinned));
    }

    /** {@code DELETE /contacts/{id}/machines/{mid}}. */
    public Json removeMachine(String agent, String machine) throws DaemonException, IOException {
        return api.delete(machine(agent, machine, ""));
    }

    /** {@code POST /contacts/{id}/machines/{mid}/pin}. */
    public Json pin(String agent, String machine) throws DaemonException, IOException {
        return api.post(machine(agent, machine, "/pin"), new Fields());
    }

    /** {@code DELETE /contacts/{id}/machines/{mid}/pin}. */
    public Json unpin(String agent, String machine) throws DaemonException, IOException {
        return api.delete(machine(agent, machine, "/pin"));
    }

    /** {@code GET /peers}. */
    public Json peers() throws DaemonException, IOException {
        return api.get("/peers");
    }

    /**
     * {@code POST /exec/cancel}; the agent may be left out when the request was asked from here.
     */
    public Json cancel(String requestId, Optional<String> agent)
            throws DaemonException, IOException {
        return api.post(
                "/exec/cancel", new Fields().put("request_id", requestId).put("agent_id", agent));
    }

    /** {@code GET /exec/sessions}. */
    public Json sessions() throws DaemonException, IOException {
        return api.get("/exec/sessions");
    }

    /** {@code GET /diagnostics/{topic}}. */
    public Json diagnostics(String topic) throws DaemonException, IOException {
        return api.get("/diagnostics/" + escaped(topic));
    }

    /** {@code POST /direct/send}. */
    public Json send(String agent, byte[] payload, OptionalLong ackMillis)
            throws DaemonException, IOException {
        Fields body =
                new Fields()
                        .put("agent_id", agent)
                        .put("payload", Base64.getEncoder().encodeToString(payload));
        if (ackMillis.isPresent()) {
            body.put("require_ack_ms", ackMillis.getAsLong());
        }
        return api.post("/direct/send", body);
    }

    /** {@code POST /shutdown}. */
    public Json shutdown() throws DaemonException, IOException {
        return api.post("/shutdown", new Fields());
    }

    private static String contact(String agent, String rest) {
        return "/contacts/" + escaped(agent) + rest;
    }

    private static String machine(String agent, String machine, String rest) {
        return contact(agent, "/machines/" + escaped(machine) + rest);
    }

    private static String escaped(String part) {
        return URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
