// Health and metrics. See api/openapi.yaml, tag operation.
// Rule: architecture.md "metrics: prometheus text format"; /metrics answers this machine and
// administrators only.
#include <fmt/format.h>

#include <boost/json.hpp>

#include "api/routes.hpp"
#include "core/log.hpp"
#include "core/text.hpp"
#include "store/incoming_mail.hpp"
#include "store/outgoing_mail.hpp"

namespace postroom::api {
namespace {

Outcome healthz(Call&) { return Reply{.body = view::Object{{"status", "ok"}}}; }

Outcome readyz(Call& call) {
    if (call.context.ports.is_ready && !call.context.ports.is_ready()) {
        return fail(ErrorKind::transient, "stopping", "The program is stopping.");
    }
    call.database().read([](db::Session& session) { store::count_pending_mails(session); });
    return Reply{.body = view::Object{{"status", "ok"}}};
}

/// Not through a proxy: whoever asked it from outside would look local.
bool is_local(const io::HttpRequest& request) {
    return (request.remote_address == "127.0.0.1" || request.remote_address == "::1") &&
           request.header("X-Forwarded-For").empty() && request.header("Forwarded").empty();
}

void add_metric(std::string& text, std::string_view name, std::string_view type,
                std::string_view help, auto value) {
    fmt::format_to(std::back_inserter(text), "# HELP {0} {1}\n# TYPE {0} {2}\n{0} {3}\n", name,
                   help, type, value);
}

Outcome metrics(Call& call) {
    if (!is_local(call.request) && (!call.caller || !call.is_administrator())) {
        return fail(ErrorKind::denied, "administrators_only",
                    "Metrics are for this machine and administrators.");
    }
    const auto counts = call.database().counts();
    const auto [pending, waiting] = call.database().read([](db::Session& session) {
        return std::pair{store::count_pending_mails(session), store::count_waiting_mails(session)};
    });
    std::string text;
    add_metric(text, "postroom_db_commits_total", "counter", "Commits since the start.",
               counts.commits);
    add_metric(text, "postroom_db_jobs_total", "counter", "Write jobs since the start.",
               counts.jobs);
    add_metric(text, "postroom_db_failed_jobs_total", "counter", "Write jobs that failed.",
               counts.failed_jobs);
    add_metric(text, "postroom_db_queued_jobs", "gauge", "Write jobs that wait.", counts.queued);
    add_metric(text, "postroom_incoming_pending", "gauge",
               "Received mails that wait for the intake.", pending);
    add_metric(text, "postroom_outbox_waiting", "gauge", "Outgoing mails that have not left.",
               waiting);
    const auto reports = call.context.csp_reports->counts();
    add_metric(text, "postroom_csp_reports_total", "counter",
               "Reports of browsers about content that the page's policy blocked.", reports.taken);
    add_metric(text, "postroom_csp_reports_dropped_total", "counter",
               "Such reports that were unreadable or too many.", reports.dropped);
    if (call.context.ports.metrics) {
        text += call.context.ports.metrics();
    }
    return Reply{.content_type = "text/plain; version=0.0.4", .content = std::move(text)};
}

/// Always the same answer: whoever reports learns nothing.
Outcome take_csp_report(Call& call) {
    const auto kinds = call.context.csp_reports->take(call.request.body, call.env().clock.steady());
    for (const auto& kind : kinds) {
        log_warning("a browser blocked content: {} (logged once for each kind)", for_log(kind));
    }
    return nothing();
}

constexpr Route kRoutes[] = {
    {io::Method::get, "/healthz", Access::anyone, healthz},
    {io::Method::get, "/readyz", Access::anyone, readyz},
    {io::Method::get, "/metrics", Access::anyone, metrics},
    {io::Method::post, "/api/v1/csp_reports", Access::anyone, take_csp_report, Pace::quick, true},
};

}  // namespace

std::span<const Route> operation_routes() { return kRoutes; }

}  // namespace postroom::api
