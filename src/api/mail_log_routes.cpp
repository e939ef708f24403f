// The mail log, both ways: the last 72 hours unless an administrator chose more or less. See
// api/openapi.yaml, tag mail_log; features F081-F085.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/json.hpp>

#include "api/routes.hpp"
#include "desk/mail_log_settings.hpp"
#include "store/blob.hpp"
#include "store/incoming_mail.hpp"
#include "store/mail_view.hpp"
#include "view/mail.hpp"
#include "view/mail_log_csv.hpp"

namespace postroom::api {
namespace {

using view::Object;

constexpr int kExportPage = 1000;
constexpr int kProcessedAgainMax = 10'000;

TimePoint log_begin(Call& call) {
    return call.context.now() - call.database().read(desk::load_mail_log_view);
}

Result<store::IncomingLogFilter> incoming_filter(Call& call) {
    TRY_VOID(check_word<model::IncomingOutcome>(call.query, "outcome"));
    return store::IncomingLogFilter{.since = log_begin(call),
                                    .outcome = std::string(call.query.text("outcome")),
                                    .words = std::string(call.query.text("q"))};
}

Outcome list_incoming(Call& call) {
    const int limit = TRY(call.limit());
    const auto before = TRY(call.before());
    const auto filter = TRY(incoming_filter(call));
    const auto rows = call.database().read([&](db::Session& session) {
        return store::list_incoming_log(session, call.user(), filter, IncomingMailId{before},
                                        limit + 1);
    });
    return Reply{
        .body = page_json(rows, limit, view::incoming_json,
                          [](const store::IncomingMailRow& row) { return row.mail.id.value; })};
}

Result<store::IncomingMailRow> find_incoming(db::Session& session, Call& call) {
    auto row = store::find_incoming_row(session, call.user(), IncomingMailId{call.id()});
    if (!row) {
        return fail(ErrorKind::not_found, "mail_not_found",
                    "There is no such mail, or you may not see it.");
    }
    return std::move(*row);
}

Outcome get_incoming(Call& call) {
    return call.database().read([&](db::Session& session) -> Outcome {
        return Reply{.body = view::incoming_json(TRY(find_incoming(session, call)))};
    });
}

Outcome download_incoming(Call& call) {
    return call.database().read([&](db::Session& session) -> Outcome {
        const auto row = TRY(find_incoming(session, call));
        return Reply{.headers = {{"Content-Disposition", "attachment; filename=\"mail.eml\""}},
                     .content_type = "application/octet-stream",
                     .content = store::find_blob(session, row.mail.blob_id).value_or("")};
    });
}

Outcome process_again(Call& call) {
    TRY_VOID(call.database().write([&](db::Session& session) -> Result<void> {
        const auto row = TRY(find_incoming(session, call));
        if (row.outcome != model::IncomingOutcome::pending && !view::can_process_again(row)) {
            return fail(ErrorKind::conflict, "not_repeatable",
                        "Only a mail in quarantine, a filtered one, or one that an older version "
                        "read can be processed again.");
        }
        // What became a message is understood anew in its place; anything else is taken in afresh.
        const bool is_taken = row.message_id
                                  ? store::want_reread(session, row.mail.id, call.user().id)
                                  : store::reopen_incoming_mail(session, row.mail.id);
        if (!is_taken) {
            return fail(ErrorKind::conflict, "already_pending",
                        "This mail waits for processing already.");
        }
        return {};
    }));
    return call.database().read([&](db::Session& session) -> Outcome {
        return Reply{.status = 202, .body = view::incoming_json(TRY(find_incoming(session, call)))};
    });
}

/// Of all mail that is kept, newest first; quarantined mail is taken in afresh, what became a
/// message is understood anew in its place. The outcome of anything else stands. (IN-2)
Outcome process_outdated_again(Call& call) {
    const auto count = call.database().write([&](db::Session& session) {
        return store::reopen_quarantined(session, model::kParserVersion, kProcessedAgainMax) +
               store::want_rereads(session, model::kParserVersion, call.user().id,
                                   kProcessedAgainMax);
    });
    return Reply{.status = 202, .body = Object{{"count", count}}};
}

/// What the log's filter offers: ends, and "queued" for everything that has none yet.
bool is_outgoing_outcome(std::string_view word) {
    constexpr std::array<std::string_view, 7> kWords{
        "queued", "sent", "uncertain", "failed", "suppressed", "cancelled", "bounced"};
    return std::ranges::find(kWords, word) != kWords.end();
}

Result<store::OutgoingLogFilter> outgoing_filter(Call& call) {
    if (call.query.has("outcome") && !is_outgoing_outcome(call.query.text("outcome"))) {
        return fail(ErrorKind::invalid, "bad_query", "outcome is a word that is not known.");
    }
    return store::OutgoingLogFilter{.since = log_begin(call),
                                    .state = std::string(call.query.text("outcome")),
                                    .words = std::string(call.query.text("q"))};
}

Outcome list_outgoing(Call& call) {
    const int limit = TRY(call.limit());
    const auto before = TRY(call.before());
    const auto filter = TRY(outgoing_filter(call));
    const auto rows = call.database().read([&](db::Session& session) {
        return store::list_outgoing_log(session, call.user(), filter, MailId{before}, limit + 1);
    });
    return Reply{
        .body = page_json(rows, limit, view::outgoing_log_json,
                          [](const store::OutgoingMailRow& row) { return row.mail.id.value; })};
}

Outcome get_volume(Call& call) {
    const auto direction = call.query.text("direction");
    if (direction != "incoming" && direction != "outgoing") {
        return fail(ErrorKind::invalid, "bad_query", "direction is incoming or outgoing.");
    }
    const auto way = direction == "incoming" ? store::MailWay::incoming : store::MailWay::outgoing;
    const auto now = call.context.now();
    const auto since = std::max(log_begin(call), now - limits::kMailLogView);
    const auto rows = call.database().read([&](db::Session& session) {
        return call.context.mail_volume->rows(session, way, since, now);
    });
    return Reply{.body = Object{{"items", view::volume_json(rows)}}};
}

/// A table of what the filter shows, page by page from the newest down; `list` gives the rows below
/// an id. What is beyond the bound is said in a header field.
template <class List, class IdOf>
Reply csv_reply(std::string_view name, std::string text, List list, IdOf id_of) {
    std::int64_t before = 0;
    int rows_left = limits::kMailLogExportRowsMax;
    bool has_more = true;
    while (has_more && rows_left > 0) {
        const auto rows = list(before, std::min(kExportPage, rows_left));
        for (const auto& row : rows) {
            view::append_csv(text, row);
            before = id_of(row);
        }
        rows_left -= static_cast<int>(rows.size());
        has_more = std::ssize(rows) == kExportPage;
    }
    return {.headers = {{"Content-Disposition", fmt::format("attachment; filename=\"{}\"", name)},
                        {"X-Postroom-More", has_more && rows_left == 0 ? "true" : "false"}},
            .content_type = "text/csv; charset=utf-8",
            .content = std::move(text)};
}

Outcome export_incoming(Call& call) {
    const auto filter = TRY(incoming_filter(call));
    std::string text;
    view::append_csv_header_incoming(text);
    return csv_reply(
        "mail-log-incoming.csv", std::move(text),
        [&](std::int64_t before, int limit) {
            return call.database().read([&](db::Session& session) {
                return store::list_incoming_log(session, call.user(), filter,
                                                IncomingMailId{before}, limit);
            });
        },
        [](const store::IncomingMailRow& row) { return row.mail.id.value; });
}

Outcome export_outgoing(Call& call) {
    const auto filter = TRY(outgoing_filter(call));
    std::string text;
    view::append_csv_header_outgoing(text);
    return csv_reply(
        "mail-log-outgoing.csv", std::move(text),
        [&](std::int64_t before, int limit) {
            return call.database().read([&](db::Session& session) {
                return store::list_outgoing_log(session, call.user(), filter, MailId{before},
                                                limit);
            });
        },
        [](const store::OutgoingMailRow& row) { return row.mail.id.value; });
}

Object settings_json(std::chrono::hours view) { return Object{{"hours", view.count()}}; }

Outcome get_settings(Call& call) {
    return Reply{.body = settings_json(call.database().read(desk::load_mail_log_view))};
}

Outcome update_settings(Call& call) {
    auto fields = TRY(call.fields());
    const auto hours =
        fields.number("hours", limits::kMailLogViewMin.count(), limits::kMailLogViewMax.count());
    if (!hours) {
        fields.note("hours", "is missing");
    }
    TRY_VOID(fields.check());
    const std::chrono::hours view{*hours};
    call.database().write([&](db::Session& session) {
        desk::save_mail_log_view(session, call.env(), call.actor(), view);
    });
    return Reply{.body = settings_json(view)};
}

constexpr Route kRoutes[] = {
    {io::Method::get, "/api/v1/mail_log/incoming", Access::user, list_incoming},
    {io::Method::get, "/api/v1/mail_log/incoming/{id}", Access::user, get_incoming},
    {io::Method::get, "/api/v1/mail_log/incoming/{id}/raw", Access::user, download_incoming},
    {io::Method::post, "/api/v1/mail_log/incoming/{id}/process_again", Access::team_leader,
     process_again},
    {io::Method::post, "/api/v1/mail_log/incoming/process_again", Access::team_leader,
     process_outdated_again},
    {io::Method::get, "/api/v1/mail_log/outgoing", Access::user, list_outgoing},
    {io::Method::get, "/api/v1/mail_log/incoming/export", Access::user, export_incoming,
     Pace::slow},
    {io::Method::get, "/api/v1/mail_log/outgoing/export", Access::user, export_outgoing,
     Pace::slow},
    {io::Method::get, "/api/v1/mail_log/volume", Access::user, get_volume},
    {io::Method::get, "/api/v1/mail_log/settings", Access::user, get_settings},
    {io::Method::patch, "/api/v1/mail_log/settings", Access::administrator, update_settings},
};

}  // namespace

std::span<const Route> mail_log_routes() { return kRoutes; }

}  // namespace postroom::api
