// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.rest;

import static dev.x0x.meshd.rest.Route.delete;
import static dev.x0x.meshd.rest.Route.get;
import static dev.x0x.meshd.rest.Route.patch;
import static dev.x0x.meshd.rest.Route.post;

import java.util.List;

/** Every call there is, sorted by path. */
final class Routes {
    static final String EXEC_RUN = "/exec/run";

    private Routes() {}

    static List<Route> table(
            CardRoutes cards,
            ContactRoutes contacts,
            DiagnosticsRoutes diagnostics,
            DirectRoutes direct,
            ExecRoutes exec,
            MeshRoutes mesh,
            StatusRoutes status) {
        return List.of(
                get("/agent", status::agent),
                get(
                        "/agent/card",
                        cards::own,
                        "display_name",
                        "include_groups",
                        "include_local_addresses"),
                post("/agent/card/import", CardRoutes.IMPORT, cards::importCard),
                get("/agents", mesh::agents, "tag"),
                post("/agents/connect", CardRoutes.CONNECT, cards::connect),
                post("/agents/find/{id}", JsonShape.NOTHING, mesh::find),
                get("/agents/path/{id}", mesh::way),
                get("/contacts", contacts::list),
                post("/contacts", ContactRoutes.ADD, contacts::add),
                get("/contacts/resolve", contacts::resolve, "name"),
                post("/contacts/trust", ContactRoutes.TRUST, contacts::trust),
                delete("/contacts/{id}", contacts::remove),
                patch("/contacts/{id}", ContactRoutes.CHANGE, contacts::change),
                get("/contacts/{id}/machines", contacts::machines),
                post("/contacts/{id}/machines", ContactRoutes.ADD_MACHINE, contacts::addMachine),
                delete("/contacts/{id}/machines/{mid}", contacts::removeMachine),
                delete("/contacts/{id}/machines/{mid}/pin", contacts::unpin),
                post("/contacts/{id}/machines/{mid}/pin", JsonShape.NOTHING, contacts::pin),
                get("/contacts/{id}/revocations", contacts::revocations),
                post("/contacts/{id}/revoke", ContactRoutes.REVOKE, contacts::revoke),
                get("/diagnostics/dm", diagnostics::dm),
                get("/diagnostics/exec", exec::diagnostics),
                get("/diagnostics/gossip", diagnostics::gossip),
                get("/diagnostics/transport", diagnostics::transport),
                get("/direct/events", direct::events),
                post("/direct/send", DirectRoutes.SEND, direct::send),
                post("/exec/cancel", ExecRoutes.CANCEL, exec::cancel),
                get("/exec/result/{request_id}", exec::result),
                post(EXEC_RUN, ExecRoutes.RUN, exec::run, "stream"),
                get("/exec/sessions", exec::sessions),
                get("/health", status::health),
                get("/identity/revocations", mesh::revocations),
                post("/identity/revoke", MeshRoutes.REVOKE, mesh::revoke),
                get("/network/status", mesh::network),
                get("/peers", status::peers),
                post("/shutdown", JsonShape.NOTHING, status::shutdown),
                get("/status", status::status),
                post("/trust/evaluate", ContactRoutes.EVALUATE, contacts::evaluate));
    }
}
