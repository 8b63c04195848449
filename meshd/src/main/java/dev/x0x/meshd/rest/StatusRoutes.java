// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.rest;

import dev.x0x.identity.UserId;

import java.time.Duration;
import java.util.function.Supplier;

/** Health, status, who we are, and the way out. */
final class StatusRoutes {
    private final StatusDoor status;
    private final ShutdownDoor shutdown;
    private final Supplier<String> apiAddress;

    StatusRoutes(StatusDoor status, ShutdownDoor shutdown, Supplier<String> apiAddress) {
        this.status = status;
        this.shutdown = shutdown;
        this.apiAddress = apiAddress;
    }

    /** Open to everyone: no ids, no addresses. */
    Reply health(Call call) {
        StatusDoor.DaemonStatus now = status.status();
        return Reply.ok(common(now, now.healthy() ? "healthy" : "degraded"));
    }

    Reply status(Call call) {
        StatusDoor.DaemonStatus now = status.status();
        return Reply.ok(
                common(now, now.state().word())
                        .put("agent_id", status.self().agent().hex())
                        .put("api_address", apiAddress.get())
                        .put("external_addrs", now.externalAddresses())
                        .put("warnings", now.warnings()));
    }

    private static JsonObject common(StatusDoor.DaemonStatus now, String word) {
        return JsonObject.ok()
                .put("status", word)
                .put("version", now.version())
                .put("peers", now.peers())
                .put("uptime_secs", now.uptime().toSeconds());
    }

    Reply agent(Call call) {
        StatusDoor.Self self = status.self();
        return Reply.ok(
                JsonObject.ok()
                        .put("agent_id", self.agent().hex())
                        .put("machine_id", self.machine().hex())
                        .put("user_id", self.user().map(UserId::hex))
                        .put("kem_public_key_b64", self.kemPublicKey()));
    }

    Reply peers(Call call) {
        return Reply.ok(
                JsonObject.ok().put("peers", status.peers().stream().map(this::peer).toList()));
    }

    private JsonObject peer(StatusDoor.Peer peer) {
        return new JsonObject()
                .put("id", peer.machine().hex())
                .put("addr", peer.address())
                .put("rtt_ms", peer.roundTrip().map(Duration::toMillis));
    }

    Reply shutdown(Call call) {
        return new Reply.Json(
                200, JsonObject.ok().put("message", "shutting down"), shutdown::shutdown);
    }
}
