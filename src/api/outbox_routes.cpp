// The Outbox: list, one mail read-only, retry, cancel, in bulk. See api/openapi.yaml, tag outbox;
// features F134-F178.
#include <algorithm>
#include <array>
#include <boost/json.hpp>

#include "api/routes.hpp"
#include "desk/outbox_commands.hpp"
#include "html/sanitise.hpp"
#include "html/to_text.hpp"
#include "mime/parse.hpp"
#include "notify/rule.hpp"
#include "outbox/state.hpp"
#include "store/blob.hpp"
#include "store/mail_view.hpp"
#include "store/outgoing_mail.hpp"
#include "view/mail.hpp"
#include "view/wording.hpp"

namespace postroom::api {
namespace {

using view::Array;
using view::Object;

constexpr int kCountedMax = 10'000;
constexpr int kScanMax = 2000;
constexpr std::size_t kBulkMax = 200;
constexpr std::array<std::string_view, 4> kSendStatuses{"failed", "connector_disabled",
                                                        "pending_retry", "queued"};

std::optional<store::OutboxView> parse_view(std::string_view name) {
    if (name.empty() || name == "mine") {
        return store::OutboxView::mine;
    }
    if (name == "team") {
        return store::OutboxView::team;
    }
    if (name == "system") {
        return store::OutboxView::system;
    }
    return name == "all" ? std::optional(store::OutboxView::all) : std::nullopt;
}

/// Rows with this status: it depends on the connector as well, so the page is filled from several
/// reads.
std::vector<store::OutgoingMailRow> rows_with_status(db::Session& session, Call& call,
                                                     store::OutboxView which,
                                                     std::string_view status, ItemId item,
                                                     MailId before, int wanted) {
    std::vector<store::OutgoingMailRow> rows;
    for (int scanned = 0; scanned < kScanMax && std::ssize(rows) < wanted;) {
        auto page = store::list_outbox_rows(session, call.user(), which, item, before,
                                            limits::kPageSizeMax);
        for (auto& row : page) {
            if ((status.empty() || view::send_status_of(row) == status) &&
                std::ssize(rows) < wanted) {
                rows.push_back(std::move(row));
            }
        }
        if (std::ssize(page) < limits::kPageSizeMax) {
            break;
        }
        before = page.back().mail.id;
        scanned += limits::kPageSizeMax;
    }
    return rows;
}

Outcome list_outbox(Call& call) {
    const auto which = parse_view(call.query.text("view"));
    if (!which) {
        return fail(ErrorKind::invalid, "bad_query", "view is mine, team, system or all.");
    }
    const auto status = call.query.text("send_status");
    if (call.query.has("send_status") &&
        std::ranges::find(kSendStatuses, status) == kSendStatuses.end()) {
        return fail(ErrorKind::invalid, "bad_query",
                    "send_status is failed, connector_disabled, pending_retry or queued.");
    }
    const int limit = TRY(call.limit());
    const auto before = TRY(call.before());
    const ItemId item{TRY(call.query.number("item_id", 0, 1, INT64_MAX))};
    return call.database().read([&](db::Session& session) -> Outcome {
        const auto rows =
            rows_with_status(session, call, *which, status, item, MailId{before}, limit + 1);
        auto page = page_json(
            rows, limit, [](const store::OutgoingMailRow& row) { return view::outbox_json(row); },
            [](const store::OutgoingMailRow& row) { return row.mail.id.value; });
        page["total"] = store::count_outbox(session, call.user(), *which, kCountedMax).total;
        return Reply{.body = std::move(page)};
    });
}

std::unexpected<Error> no_mail() {
    return fail(ErrorKind::not_found, "mail_not_found",
                "There is no such mail, or you may not see it.");
}

Result<Object> load_mail(db::Session& session, Call& call, MailId id) {
    const auto row = store::find_outgoing_row(session, call.user(), id);
    if (!row) {
        return no_mail();
    }
    return view::outbox_json(*row);
}

/// The content as it stands in the frozen bytes (OUT-2), not as the database would make it today.
void add_content(db::Session& session, const model::OutgoingMail& mail, Object& json) {
    auto parsed = mime::parse(store::find_blob(session, mail.blob_id).value_or(""));
    json["text"] = parsed.text.empty() ? html::to_text(parsed.html) : parsed.text;
    json["html"] = view::text_or_null(parsed.html.empty() ? "" : html::sanitise(parsed.html).html);
    Array files;
    for (const auto& file : parsed.attachments) {
        files.emplace_back(Object{{"filename", file.filename},
                                  {"content_type", file.content_type},
                                  {"size", file.content.size()}});
    }
    json["attachments"] = std::move(files);
}

Outcome get_outbox_mail(Call& call) {
    const MailId id{call.id()};
    return call.database().read([&](db::Session& session) -> Outcome {
        auto json = TRY(load_mail(session, call, id));
        const auto mail = store::find_outgoing_mail(session, id);
        add_content(session, *mail, json);
        json["rfc_message_id"] = mail->message_id_header;
        Array names;
        for (auto& name : store::list_mail_aliases(session, id)) {
            names.emplace_back(std::move(name));
        }
        json["other_message_ids"] = std::move(names);
        json["suppressed_reason"] = mail->state == model::MailState::suppressed
                                        ? view::text_or_null(notify::sentence_of(mail->reason))
                                        : view::Value(nullptr);
        json["suppressed_wording"] = mail->state == model::MailState::suppressed
                                         ? view::rule_wording(mail->reason)
                                         : view::Value(nullptr);
        json["attempt_log"] = view::attempts_json(store::list_attempts(session, id));
        return Reply{.body = std::move(json)};
    });
}

Outcome download_outbox_mail(Call& call) {
    return call.database().read([&](db::Session& session) -> Outcome {
        const auto row = store::find_outgoing_row(session, call.user(), MailId{call.id()});
        auto raw = row ? store::find_blob(session, row->mail.blob_id) : std::nullopt;
        if (!raw) {
            return no_mail();
        }
        return Reply{.headers = {{"Content-Disposition", "attachment; filename=\"mail.eml\""}},
                     .content_type = "application/octet-stream",
                     .content = std::move(*raw)};
    });
}

using Command = Result<model::OutgoingMail> (*)(db::Session&, const desk::Environment&, MailId,
                                                model::Person);

Result<void> command_mail(Call& call, MailId id, Command command) {
    return call.database().write([&](db::Session& session) -> Result<void> {
        if (!store::find_outgoing_row(session, call.user(), id)) {
            return no_mail();
        }
        TRY_VOID(command(session, call.env(), id, call.actor()));
        return {};
    });
}

Outcome command_one(Call& call, Command command) {
    const MailId id{call.id()};
    TRY_VOID(command_mail(call, id, command));
    return call.database().read([&](db::Session& session) -> Outcome {
        return Reply{.body = TRY(load_mail(session, call, id))};
    });
}

Outcome command_many(Call& call, Command command) {
    auto fields = TRY(call.fields());
    const auto ids = fields.ids("ids", kBulkMax);
    if (ids.empty()) {
        fields.note("ids", "must name at least one mail");
    }
    TRY_VOID(fields.check());
    Array items;
    for (const auto id : ids) {
        const auto done = command_mail(call, MailId{id}, command);
        items.emplace_back(
            Object{{"id", id},
                   {"ok", done.has_value()},
                   {"code", done ? view::Value(nullptr) : view::Value(done.error().code)},
                   {"detail", done ? view::Value(nullptr) : view::Value(done.error().reply)}});
    }
    return Reply{.body = Object{{"items", std::move(items)}}};
}

Outcome retry_mail(Call& call) { return command_one(call, desk::retry_mail); }
Outcome cancel_mail(Call& call) { return command_one(call, desk::cancel_mail); }
Outcome treat_mail_as_sent(Call& call) { return command_one(call, desk::treat_as_sent); }
Outcome treat_mails_as_sent(Call& call) { return command_many(call, desk::treat_as_sent); }
Outcome retry_mails(Call& call) { return command_many(call, desk::retry_mail); }
Outcome cancel_mails(Call& call) { return command_many(call, desk::cancel_mail); }

constexpr Route kRoutes[] = {
    {io::Method::get, "/api/v1/outbox", Access::user, list_outbox},
    {io::Method::post, "/api/v1/outbox/retry", Access::user, retry_mails},
    {io::Method::post, "/api/v1/outbox/cancel", Access::user, cancel_mails},
    {io::Method::post, "/api/v1/outbox/treat_as_sent", Access::user, treat_mails_as_sent},
    {io::Method::get, "/api/v1/outbox/{id}", Access::user, get_outbox_mail},
    {io::Method::get, "/api/v1/outbox/{id}/raw", Access::user, download_outbox_mail},
    {io::Method::post, "/api/v1/outbox/{id}/retry", Access::user, retry_mail},
    {io::Method::post, "/api/v1/outbox/{id}/cancel", Access::user, cancel_mail},
    {io::Method::post, "/api/v1/outbox/{id}/treat_as_sent", Access::user, treat_mail_as_sent},
};

}  // namespace

std::span<const Route> outbox_routes() { return kRoutes; }

}  // namespace postroom::api
