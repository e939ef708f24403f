// The mail log: the last 72 hours, both ways. See api/openapi.yaml, tag mail_log; features
// F081-F085.
#include <algorithm>
#include <array>
#include <boost/json.hpp>

#include "api/routes.hpp"
#include "store/blob.hpp"
#include "store/incoming_mail.hpp"
#include "store/mail_view.hpp"
#include "view/mail.hpp"

namespace postroom::api {
namespace {

using view::Object;

constexpr int kVolumeRowsMax = 2000;
constexpr int kProcessedAgainMax = 10'000;

TimePoint log_begin(Call& call) { return call.context.now() - limits::kMailLogView; }

Outcome list_incoming(Call& call) {
    TRY_VOID(check_word<model::IncomingOutcome>(call.query, "outcome"));
    const int limit = TRY(call.limit());
    const auto before = TRY(call.before());
    const store::IncomingLogFilter filter{.since = log_begin(call),
                                          .outcome = std::string(call.query.text("outcome")),
                                          .words = std::string(call.query.text("q"))};
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

Outcome list_outgoing(Call& call) {
    if (call.query.has("outcome") && !is_outgoing_outcome(call.query.text("outcome"))) {
        return fail(ErrorKind::invalid, "bad_query", "outcome is a word that is not known.");
    }
    const int limit = TRY(call.limit());
    const auto before = TRY(call.before());
    const store::OutgoingLogFilter filter{.since = log_begin(call),
                                          .state = std::string(call.query.text("outcome")),
                                          .words = std::string(call.query.text("q"))};
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
    const auto rows = call.database().read([&](db::Session& session) {
        return direction == "incoming"
                   ? store::list_incoming_volume(session, log_begin(call), kVolumeRowsMax)
                   : store::list_outgoing_volume(session, log_begin(call), kVolumeRowsMax);
    });
    return Reply{.body = Object{{"items", view::volume_json(rows)}}};
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
    {io::Method::get, "/api/v1/mail_log/volume", Access::user, get_volume},
};

}  // namespace

std::span<const Route> mail_log_routes() { return kRoutes; }

}  // namespace postroom::api
