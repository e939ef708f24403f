// Everybody's timesheets. See api/openapi.yaml, tag items; one item's stand in
// work_detail_routes.cpp.
#include <boost/json.hpp>

#include "api/routes.hpp"
#include "store/timesheet.hpp"
#include "view/automation.hpp"

namespace postroom::api {
namespace {

using view::Object;

Result<std::optional<TimePoint>> time_in(const Query& query, std::string_view name) {
    if (!query.has(name)) {
        return std::nullopt;
    }
    const auto time = parse_rfc3339(query.text(name));
    if (!time) {
        return fail(ErrorKind::invalid, "bad_query",
                    std::string(name) + " must be a time such as 2026-11-22T00:00:00Z.");
    }
    return time;
}

Result<store::TimesheetFilter> filter_of(const Query& query) {
    constexpr auto kIdMax = std::numeric_limits<std::int64_t>::max();
    store::TimesheetFilter filter{
        .from = TRY(time_in(query, "from")),
        .until = TRY(time_in(query, "until")),
        .user = UserId{TRY(query.number("user_id", 0, 1, kIdMax))},
        .project = ProjectId{TRY(query.number("project_id", 0, 1, kIdMax))},
        .approved = {}};
    if (query.has("approved")) {
        filter.approved = query.text("approved") == "true";
    }
    return filter;
}

Object row_json(const store::TimesheetRow& row) {
    auto json = view::timesheet_entry_json(row.entry, row.user_name);
    json["item"] = Object{{"id", row.entry.item_id.value},
                          {"reference", model::reference_of({.id = row.entry.item_id,
                                                             .number = row.entry.item_id.value,
                                                             .type = row.item_type})},
                          {"title", row.item_title}};
    json["project_name"] = row.project_name;
    return json;
}

Object totals_json(const store::TimesheetTotals& totals) {
    return {{"entries", totals.entries},
            {"minutes", totals.minutes},
            {"billable_minutes", totals.billable_minutes}};
}

Outcome list_timesheets(Call& call) {
    const int limit = TRY(call.limit());
    const auto before = TRY(call.before());
    const auto filter = TRY(filter_of(call.query));
    return call.database().read([&](db::Session& session) -> Outcome {
        const auto below = store::find_timesheet_place(session, TimesheetEntryId{before});
        if (before != 0 && !below) {
            return fail(ErrorKind::invalid, "bad_cursor",
                        "The list has changed; begin again without a cursor.");
        }
        const auto rows = store::list_timesheets(session, call.user(), filter, below, limit + 1);
        auto page = page_json(rows, limit, row_json,
                              [](const store::TimesheetRow& row) { return row.entry.id.value; });
        if (before == 0) {
            page["totals"] = totals_json(store::total_timesheets(session, call.user(), filter));
        }
        return Reply{.body = std::move(page)};
    });
}

constexpr Route kRoutes[] = {
    {io::Method::get, "/api/v1/timesheet_entries", Access::user, list_timesheets},
};

}  // namespace

std::span<const Route> timesheet_routes() { return kRoutes; }

}  // namespace postroom::api
