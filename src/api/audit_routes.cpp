// Who changed which setting, from what to what. See api/openapi.yaml, tag administration; SEC-21.
#include <boost/json.hpp>

#include "api/routes.hpp"
#include "store/audit.hpp"
#include "view/audit.hpp"

namespace postroom::api {
namespace {

Outcome list_audit(Call& call) {
    TRY_VOID(check_word<model::AuditSubject>(call.query, "subject"));
    const int limit = TRY(call.limit());
    const auto before = TRY(call.before());
    const store::AuditFilter filter{
        .subject = model::parse_name<model::AuditSubject>(call.query.text("subject")),
        .words = std::string(call.query.text("q"))};
    const auto rows = call.database().read([&](db::Session& session) {
        return store::list_audit(session, filter, before, limit + 1);
    });
    return Reply{.body = page_json(rows, limit, view::audit_json,
                                   [](const model::AuditEntry& entry) { return entry.id; })};
}

constexpr Route kRoutes[] = {
    {io::Method::get, "/api/v1/audit", Access::administrator, list_audit},
};

}  // namespace

std::span<const Route> audit_routes() { return kRoutes; }

}  // namespace postroom::api
