// What the caller has not sent yet, and of what they want no signal for a while.
// See api/openapi.yaml, tag conversations. Invariant: both belong to the caller alone; the caller's
// other windows hear of a change at once. Rule: issue 4 points 4 and 5.
#include <boost/json.hpp>

#include "api/routes.hpp"
#include "core/text.hpp"
#include "html/sanitise.hpp"
#include "html/to_text.hpp"
#include "view/composing.hpp"

namespace postroom::api {
namespace {

using view::Array;
using view::Object;

constexpr int kMutesMax = 1000;

Reply draft_reply(Call& call, ConversationId id) {
    return call.database().read([&](db::Session& session) {
        return Reply{
            .body = view::draft_json(session, id, store::find_draft(session, call.user().id, id))};
    });
}

Outcome get_draft(Call& call) {
    const ConversationId id{call.id()};
    TRY_VOID(call.database().read(
        [&](db::Session& session) { return check_sees_conversation(session, call.user(), id); }));
    return draft_reply(call, id);
}

std::expected<store::Draft, Problem> read_draft(Call& call) {
    auto fields = TRY(call.fields());
    const auto html =
        fields.text("html", {.characters_max = limits::kDraftBytesMax, .one_line = false});
    store::Draft draft{.updated_at = call.context.now()};
    for (const auto id : fields.ids("attachment_ids", limits::kAttachmentsPerMessageMax)) {
        draft.attachment_ids.emplace_back(id);
    }
    draft.send_at = fields.time("send_at");
    TRY_VOID(fields.check());
    draft.html = html::sanitise(html.value_or("")).html;
    draft.text = html::to_text(draft.html);
    return draft;
}

Outcome save_draft(Call& call) {
    const ConversationId id{call.id()};
    const auto draft = TRY(read_draft(call));
    const bool empty = trim(draft.text).empty() && draft.attachment_ids.empty();
    TRY_VOID(call.database().write([&](db::Session& session) -> Result<void> {
        TRY_VOID(check_sees_conversation(session, call.user(), id));
        if (empty) {
            store::delete_draft(session, call.user().id, id);
        } else {
            store::save_draft(session, call.user().id, id, draft);
        }
        return {};
    }));
    tell_own_windows(call, "draft_changed", id);
    return draft_reply(call, id);
}

Outcome delete_draft(Call& call) {
    const ConversationId id{call.id()};
    TRY_VOID(call.database().write([&](db::Session& session) -> Result<void> {
        TRY_VOID(check_sees_conversation(session, call.user(), id));
        store::delete_draft(session, call.user().id, id);
        return {};
    }));
    tell_own_windows(call, "draft_changed", id);
    return nothing();
}

std::expected<TimePoint, Problem> read_until(Call& call) {
    auto fields = TRY(call.fields());
    const auto until = fields.time("until");
    if (!fields.has("until")) {
        fields.note("until", "is missing");
    } else if (until && *until <= call.context.now()) {
        fields.note("until", "must be in the future");
    } else if (until && *until > call.context.now() + limits::kMuteMax) {
        fields.note("until", "must be within a month");
    }
    TRY_VOID(fields.check());
    return *until;
}

Outcome list_mutes(Call& call) {
    const auto mutes = call.database().read([&](db::Session& session) {
        return store::list_mutes(session, call.user().id, call.context.now(), kMutesMax);
    });
    Array items;
    for (const auto& mute : mutes) {
        items.emplace_back(view::mute_json(mute));
    }
    return Reply{.body = view::list_json(std::move(items))};
}

Outcome mute(Call& call, ConversationId conversation) {
    const auto until = TRY(read_until(call));
    TRY_VOID(call.database().write([&](db::Session& session) -> Result<void> {
        if (conversation) {
            TRY_VOID(check_sees_conversation(session, call.user(), conversation));
        }
        store::save_mute(session, call.user().id, conversation, until);
        return {};
    }));
    tell_own_windows(call, "mute_changed", conversation);
    return Reply{.body = view::mute_json({conversation, until})};
}

Outcome unmute(Call& call, ConversationId conversation) {
    TRY_VOID(call.database().write([&](db::Session& session) -> Result<void> {
        if (conversation) {
            TRY_VOID(check_sees_conversation(session, call.user(), conversation));
        }
        store::delete_mute(session, call.user().id, conversation);
        return {};
    }));
    tell_own_windows(call, "mute_changed", conversation);
    return nothing();
}

Outcome mute_conversation(Call& call) { return mute(call, ConversationId{call.id()}); }
Outcome unmute_conversation(Call& call) { return unmute(call, ConversationId{call.id()}); }
Outcome mute_everything(Call& call) { return mute(call, ConversationId{}); }
Outcome unmute_everything(Call& call) { return unmute(call, ConversationId{}); }

constexpr Route kRoutes[] = {
    {io::Method::get, "/api/v1/conversations/{id}/draft", Access::user, get_draft},
    {io::Method::put, "/api/v1/conversations/{id}/draft", Access::user, save_draft},
    {io::Method::delete_, "/api/v1/conversations/{id}/draft", Access::user, delete_draft},
    {io::Method::get, "/api/v1/me/mutes", Access::user, list_mutes},
    {io::Method::put, "/api/v1/me/mute", Access::user, mute_everything},
    {io::Method::delete_, "/api/v1/me/mute", Access::user, unmute_everything},
    {io::Method::put, "/api/v1/conversations/{id}/mute", Access::user, mute_conversation},
    {io::Method::delete_, "/api/v1/conversations/{id}/mute", Access::user, unmute_conversation},
};

}  // namespace

void tell_own_windows(Call& call, std::string_view kind, ConversationId conversation) {
    if (call.context.ports.tell_user) {
        call.context.ports.tell_user(
            call.user().id,
            boost::json::serialize(Object{{"kind", kind},
                                          {"at", view::time_json(call.context.now())},
                                          {"conversation_id", view::id_json(conversation)}}));
    }
}

std::span<const Route> draft_routes() { return kRoutes; }

}  // namespace postroom::api
