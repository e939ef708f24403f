// Texts that are written once and inserted often. See api/openapi.yaml, tag canned replies.
// Invariant: a personal one exists for its owner only; the shared ones are changed by team leaders
// and administrators only. Rule: issue 4 point 4.
#include <fmt/format.h>

#include <boost/json.hpp>

#include "api/routes.hpp"
#include "core/text.hpp"
#include "desk/canned_text.hpp"
#include "html/sanitise.hpp"
#include "html/to_text.hpp"
#include "store/event.hpp"
#include "view/composing.hpp"

namespace postroom::api {
namespace {

using view::Array;
using view::Object;

bool may_share(const model::User& user) { return user.role != model::Role::member; }

bool may_change(const model::User& user, const store::CannedReply& reply) {
    return reply.owner_id ? reply.owner_id == user.id : may_share(user);
}

Result<void> check_may_share(const model::User& user) {
    if (may_share(user)) {
        return {};
    }
    return fail(ErrorKind::denied, "team_leaders_only",
                "Shared replies are written by team leaders and administrators.");
}

/// Somebody else's personal one is not there. (SEC-11)
Result<store::CannedReply> load_reply(db::Session& session, const model::User& user,
                                      CannedReplyId id) {
    auto reply = store::find_canned_reply(session, id);
    if (!reply || (reply->owner_id && reply->owner_id != user.id)) {
        return fail(ErrorKind::not_found, "canned_reply_not_found", "There is no such reply.");
    }
    return *std::move(reply);
}

/// Everybody's windows ask again.
void tell_all(db::Session& session, Call& call) {
    store::append_event(session, {.kind = model::EventKind::setting_changed,
                                  .at = call.context.now(),
                                  .actor = call.actor()});
}

Outcome list_replies(Call& call) {
    const int limit = TRY(call.limit());
    const std::string words(trim(call.query.text("q")));
    return call.database().read([&](db::Session& session) {
        Array items;
        for (const auto& reply :
             store::list_canned_replies(session, call.user().id, words, limit)) {
            items.emplace_back(view::canned_reply_json(reply, may_change(call.user(), reply)));
        }
        return Reply{.body = view::list_json(std::move(items))};
    });
}

/// Reads what is named; `reply` keeps the rest.
void read_reply(Fields& fields, const model::User& user, store::CannedReply& reply) {
    if (const auto title = fields.text("title", {.characters_min = 1, .characters_max = 120})) {
        reply.title = *title;
    }
    if (const auto html = fields.text("html", {.characters_min = 1,
                                               .characters_max = limits::kCannedReplyBytesMax,
                                               .one_line = false})) {
        reply.html = html::sanitise(*html).html;
        reply.text = std::string(trim(html::to_text(reply.html)));
        if (reply.text.empty()) {
            fields.note("html", "must not be empty");
        }
        for (const auto& field : desk::unknown_merge_fields(reply.html)) {
            fields.note("html", fmt::format("has an unknown field: {}", field));
        }
    }
    if (const auto shared = fields.flag("shared")) {
        reply.owner_id = *shared ? UserId{} : user.id;
    }
}

Outcome create_reply(Call& call) {
    auto fields = TRY(call.fields());
    store::CannedReply reply{.owner_id = call.user().id, .created_by = call.user().id};
    for (const auto* name : {"title", "html"}) {
        if (!fields.has(name)) {
            fields.note(name, "is missing");
        }
    }
    read_reply(fields, call.user(), reply);
    TRY_VOID(fields.check());
    if (!reply.owner_id) {
        TRY_VOID(check_may_share(call.user()));
    }
    const auto now = call.context.now();
    return Reply{.status = 201,
                 .body = TRY(call.database().write([&](db::Session& session) -> Result<Object> {
                     const auto count = store::count_canned_replies(session, reply.owner_id);
                     if (count >= static_cast<std::int64_t>(limits::kCannedRepliesPerOwnerMax)) {
                         return fail(
                             ErrorKind::conflict, "too_many_canned_replies",
                             "There are 500 of these already; delete one that nobody uses.");
                     }
                     const auto id = store::insert_canned_reply(session, reply, now);
                     tell_all(session, call);
                     return view::canned_reply_json(*store::find_canned_reply(session, id), true);
                 }))};
}

Outcome change_reply(Call& call) {
    auto fields = TRY(call.fields());
    const CannedReplyId id{call.id()};
    auto reply = TRY(call.database().read(
        [&](db::Session& session) { return load_reply(session, call.user(), id); }));
    const bool was_shared = !reply.owner_id;
    read_reply(fields, call.user(), reply);
    TRY_VOID(fields.check());
    if (was_shared || !reply.owner_id) {
        TRY_VOID(check_may_share(call.user()));
    }
    return Reply{.body = TRY(call.database().write([&](db::Session& session) -> Result<Object> {
                     TRY_VOID(load_reply(session, call.user(), id));
                     store::update_canned_reply(session, reply, call.context.now());
                     tell_all(session, call);
                     return view::canned_reply_json(*store::find_canned_reply(session, id), true);
                 }))};
}

Outcome delete_reply(Call& call) {
    const CannedReplyId id{call.id()};
    TRY_VOID(call.database().write([&](db::Session& session) -> Result<void> {
        const auto reply = TRY(load_reply(session, call.user(), id));
        if (!reply.owner_id) {
            TRY_VOID(check_may_share(call.user()));
        }
        store::delete_canned_reply(session, id);
        tell_all(session, call);
        return {};
    }));
    return nothing();
}

Outcome fill_reply(Call& call) {
    auto fields = TRY(call.fields());
    const auto conversation = fields.number("conversation_id", 1, INT64_MAX);
    if (!fields.has("conversation_id")) {
        fields.note("conversation_id", "is missing");
    }
    TRY_VOID(fields.check());
    return call.database().read([&](db::Session& session) -> Outcome {
        const auto reply = TRY(load_reply(session, call.user(), CannedReplyId{call.id()}));
        const ConversationId place{*conversation};
        TRY_VOID(check_sees_conversation(session, call.user(), place));
        auto filled = desk::fill_canned_text(session, reply.html, *desk::find_place(session, place),
                                             call.user());
        Array missing;
        for (auto& field : filled.missing) {
            missing.emplace_back(std::move(field));
        }
        return Reply{.body = Object{{"html", filled.html},
                                    {"text", html::to_text(filled.html)},
                                    {"missing", std::move(missing)}}};
    });
}

constexpr Route kRoutes[] = {
    {io::Method::get, "/api/v1/canned_replies", Access::user, list_replies},
    {io::Method::post, "/api/v1/canned_replies", Access::user, create_reply},
    {io::Method::patch, "/api/v1/canned_replies/{id}", Access::user, change_reply},
    {io::Method::delete_, "/api/v1/canned_replies/{id}", Access::user, delete_reply},
    {io::Method::post, "/api/v1/canned_replies/{id}/fill", Access::user, fill_reply},
};

}  // namespace

std::span<const Route> canned_reply_routes() { return kRoutes; }

}  // namespace postroom::api
