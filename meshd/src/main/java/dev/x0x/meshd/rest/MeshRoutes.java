// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.rest;

import dev.x0x.identity.AgentId;
import dev.x0x.identity.MachineId;
import dev.x0x.identity.Tag;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The mesh: links, agents, ways, revocations. */
final class MeshRoutes {
    static final JsonShape REVOKE =
            JsonShape.of().with(FieldType.TEXT, "agent_id", "machine_id", "reason");

    private static final String[] NONE = {};

    private final MeshDoor mesh;
    private final StatusDoor status;

    MeshRoutes(MeshDoor mesh, StatusDoor status) {
        this.mesh = mesh;
        this.status = status;
    }

    /** The field's members first, then what only this daemon tells. */
    Reply network(Call call) {
        StatusDoor.Network network = status.network();
        MeshDoor.Overview seen = mesh.overview();
        long neighbours = seen.links().stream().filter(MeshDoor.LinkRow::neighbour).count();
        return Reply.ok(
                JsonObject.ok()
                        .put("local_addr", network.localAddress())
                        .put("external_addrs", network.externalAddresses())
                        .put("nat_type", network.natType())
                        .put("has_global_address", network.globalAddress())
                        .put("can_receive_direct", reachable(seen.role()))
                        .put("connected_peers", status.status().peers())
                        .put("direct_connections", network.directConnections())
                        .put("relayed_connections", seen.relayedPeers())
                        .put("hole_punch_success_rate", null)
                        .put("is_relaying", seen.relaySessions() > 0)
                        .put("relay_sessions", seen.relaySessions())
                        .put("is_coordinating", false)
                        .put("coordination_sessions", 0)
                        .put("avg_rtt_ms", network.averageRoundTrip().map(Duration::toMillis))
                        .put("uptime_secs", status.status().uptime().toSeconds())
                        .put("role", seen.role())
                        .put("neighbours", neighbours)
                        .put("estimated_nodes", seen.estimatedNodes())
                        .put("relayed_frames", seen.relayed())
                        .put("mdns", seen.mdns())
                        .put("lan_machines", seen.lanMachines())
                        .put("links", seen.links().stream().map(MeshRoutes::link).toList())
                        .put("refused", ExecJson.counts(seen.refused(), name -> name))
                        .put(
                                "last_refused",
                                seen.lastRefused().stream().map(MeshRoutes::refused).toList()));
    }

    private static Optional<Boolean> reachable(String role) {
        return role.equals("unknown") ? Optional.empty() : Optional.of(role.equals("public"));
    }

    private static JsonObject link(MeshDoor.LinkRow link) {
        return new JsonObject()
                .put("machine_id", link.machine().hex())
                .put("agent_id", link.agent().hex())
                .put("addr", link.address())
                .put("dialled", link.dialled())
                .put("neighbour", link.neighbour())
                .put("role", link.role())
                .put("eager", link.eager())
                .put("rtt_ms", link.roundTrip().map(Duration::toMillis))
                .put("suspect", link.suspect())
                .put("score", link.score().map(Math::round))
                .put("bytes_in", link.bytesIn())
                .put("bytes_out", link.bytesOut())
                .put("since", link.since().getEpochSecond());
    }

    private static JsonObject refused(MeshDoor.Refused one) {
        return new JsonObject()
                .put("at", one.at().getEpochSecond())
                .put("addr", one.address())
                .put("dialled", one.dialled())
                .put("machine_id", one.machine().map(MachineId::hex))
                .put("cause", one.cause())
                .put("detail", one.why());
    }

    Reply agents(Call call) throws Exception {
        List<Tag> having = new ArrayList<>();
        for (String each : call.query("tag").map(text -> text.split(",")).orElse(NONE)) {
            having.add(
                    Tag.parse(each)
                            .orElseThrow(
                                    () ->
                                            HttpRefusal.badRequest(
                                                    "`tag` must be key=value, or several with"
                                                            + " commas between")));
        }
        return Reply.ok(known(mesh.agents(having)));
    }

    /** Not found is an answer: 200 and {@code found: false}, as in the field. */
    Reply find(Call call) throws Exception {
        List<MeshDoor.Known> found = mesh.find(call.pathAgent());
        return Reply.ok(known(found).put("found", !found.isEmpty()));
    }

    private static JsonObject known(List<MeshDoor.Known> agents) {
        return JsonObject.ok().put("agents", agents.stream().map(MeshRoutes::agent).toList());
    }

    private static JsonObject agent(MeshDoor.Known one) {
        return new JsonObject()
                .put("agent_id", one.agent().hex())
                .put("machine_id", one.machine().hex())
                .put("label", one.label())
                .put("addresses", one.addresses())
                .put("linked", one.linked())
                .put("alive", one.alive())
                .put("tags", tags(one.tags()));
    }

    private static JsonObject tags(List<Tag> tags) {
        var object = new JsonObject();
        tags.forEach(tag -> object.put(tag.key(), tag.value()));
        return object;
    }

    Reply way(Call call) throws Exception {
        MeshDoor.Way way = mesh.way(call.pathAgent());
        return Reply.ok(
                JsonObject.ok()
                        .put("agent_id", way.agent().hex())
                        .put("machine_id", way.machine().hex())
                        .put("direct", way.direct())
                        .put(
                                "next_hops",
                                way.hops().stream()
                                        .map(
                                                hop ->
                                                        new JsonObject()
                                                                .put(
                                                                        "machine_id",
                                                                        hop.machine().hex())
                                                                .put("links", hop.links()))
                                        .toList())
                        .put(
                                "last_worked",
                                way.worked()
                                        .map(
                                                hop ->
                                                        new JsonObject()
                                                                .put(
                                                                        "machine_id",
                                                                        hop.machine().hex())
                                                                .put(
                                                                        "ago_ms",
                                                                        hop.ago().toMillis()))));
    }

    Reply revoke(Call call) throws Exception {
        Optional<String> agentText = call.body().text("agent_id");
        Optional<String> machineText = call.body().text("machine_id");
        Optional<AgentId> agent =
                agentText.isPresent()
                        ? Optional.of(Words.agent("agent_id", agentText.get()))
                        : Optional.empty();
        Optional<MachineId> machine =
                machineText.isPresent()
                        ? Optional.of(Words.machine("machine_id", machineText.get()))
                        : Optional.empty();
        if (agent.isPresent() == machine.isPresent()) {
            throw HttpRefusal.badRequest("give exactly one of agent_id and machine_id");
        }
        return Reply.ok(
                put(JsonObject.ok(), mesh.revoke(agent, machine, call.body().text("reason"))));
    }

    Reply revocations(Call call) {
        return Reply.ok(
                JsonObject.ok()
                        .put(
                                "revocations",
                                mesh.revocations().stream()
                                        .map(one -> put(new JsonObject(), one))
                                        .toList()));
    }

    private static JsonObject put(JsonObject object, MeshDoor.Revoked one) {
        return object.put("subject_kind", one.kind())
                .put("subject", one.subject())
                .put("revoked_at", one.at().getEpochSecond())
                .put("reason", one.reason());
    }
}
