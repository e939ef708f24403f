// What visitors of a chat do beside /api/v1/my, and what colleagues are told of them. See
// api/openapi.yaml, tag chat. Rule: features F001, F006, F011; mail-correctness.md SEC-10, SEC-14.
#include <algorithm>
#include <boost/json.hpp>

#include "api/routes.hpp"
#include "core/text.hpp"
#include "desk/chat.hpp"
#include "model/language.hpp"
#include "store/people.hpp"
#include "view/chat.hpp"
#include "view/customer_side.hpp"

namespace postroom::api {
namespace {

using view::Array;
using view::Object;

constexpr int kUsersMax = 10'000;
constexpr TextRule kNameRule{.characters_max = 120};
constexpr TextRule kEmailRule{.characters_max = 320};
constexpr TextRule kPageRule{.characters_max = 2000};

/// A colleague is here who could answer.
bool is_online(Call& call, db::Session& session) {
    return std::ranges::any_of(store::list_users(session, kUsersMax), [&](const auto& user) {
        return user.active && call.context.is_present(user.id);
    });
}

Outcome get_chat_settings(Call& call) {
    return call.database().read([&](db::Session& session) -> Outcome {
        const auto widget = TRY(
            desk::open_widget(session, call.env(), call.captures.front(), call.query.text("site")));
        return Reply{.body = view::chat_settings_json(widget, is_online(call, session))};
    });
}

std::optional<desk::ClaimedIdentity> read_identity(Fields& fields) {
    auto inner = fields.object("identity");
    if (!inner) {
        return std::nullopt;
    }
    desk::ClaimedIdentity claim{
        .user_id = inner->text("user_id", {.characters_max = 200}).value_or(""),
        .email = inner->text("email", kEmailRule).value_or(""),
        .name = inner->text("name", kNameRule).value_or(""),
        .expires_at = inner->number("expires_at", 0, INT64_MAX).value_or(0),
        .signature =
            inner->required_text("signature", {.characters_min = 1, .characters_max = 128})};
    if (!inner->has("expires_at")) {
        inner->note("expires_at", "is missing");
    }
    fields.absorb("identity", *inner);
    return claim;
}

Outcome begin_chat(Call& call) {
    auto fields = TRY(call.fields());
    desk::ChatGuest guest{.site = fields.required_text("site", kPageRule),
                          .name = fields.text("name", kNameRule).value_or(""),
                          .email = std::string(trim(fields.text("email", kEmailRule).value_or(""))),
                          .language = fields.text("language", {.characters_max = 2}).value_or(""),
                          .identity = read_identity(fields),
                          .from = call.visitor()};
    TRY_VOID(fields.check());
    if (!model::is_language(guest.language)) {
        guest.language.clear();
    }
    const auto begun =
        TRY(call.database().write([&](db::Session& session) -> Result<desk::NewChatVisitor> {
            return desk::begin_chat(session, call.env(), call.captures.front(), guest);
        }));
    return Reply{.status = 201, .body = Object{{"token", begun.token}}};
}

/// The portal's customers are no visitors.
Result<void> check_visitor(const Call& call) {
    if (!call.scope().visitor) {
        return fail(ErrorKind::not_found, "chat_not_found", "There is no chat here.");
    }
    return {};
}

Outcome get_chat_visitor(Call& call) {
    TRY_VOID(check_visitor(call));
    return call.database().read([&](db::Session& session) -> Outcome {
        return Reply{.body = view::chat_visitor_json(call.customer(),
                                                     call.customer_caller->is_identified,
                                                     is_online(call, session))};
    });
}

Outcome tell_address(Call& call) {
    auto fields = TRY(call.fields());
    const auto email = fields.required_text("email", kEmailRule);
    const auto name = fields.text("name", kNameRule).value_or("");
    TRY_VOID(fields.check());
    TRY_VOID(check_visitor(call));
    TRY_VOID(call.database().write([&](db::Session& session) {
        return desk::tell_address(session, call.env(), *call.customer_caller, trim(email), name);
    }));
    return nothing();
}

Outcome note_page(Call& call) {
    auto fields = TRY(call.fields());
    const model::VisitedPage page{.url = fields.required_text("url", kPageRule),
                                  .title = fields.text("title", kPageRule).value_or("")};
    TRY_VOID(fields.check());
    TRY_VOID(check_visitor(call));
    call.database().write([&](db::Session& session) {
        desk::note_page(session, call.env(), *call.customer_caller, page);
    });
    return nothing();
}

Outcome list_own_chats(Call& call) {
    TRY_VOID(check_visitor(call));
    return call.database().read([&](db::Session& session) -> Outcome {
        Array items;
        for (const auto& chat :
             store::list_own_chats(session, call.scope(), limits::kChatsListedMax)) {
            items.emplace_back(view::own_chat_json(chat));
        }
        return Reply{.body = view::list_json(std::move(items))};
    });
}

Outcome start_chat(Call& call) {
    const auto message = TRY(read_own_message(call));
    TRY_VOID(check_visitor(call));
    const auto present = call.context.present_customers();
    const auto posted =
        TRY(call.database().write([&](db::Session& session) -> Result<desk::Posted> {
            return desk::start_chat(session, call.env(), *call.customer_caller, message, present);
        }));
    return call.database().read([&](db::Session& session) -> Outcome {
        auto messages =
            view::own_messages_json(session, posted.message.conversation_id, {posted.message});
        return Reply{.status = posted.was_there ? 200 : 201, .body = std::move(messages.front())};
    });
}

Outcome get_chat(Call& call) {
    const ConversationId id{call.id()};
    return call.database().read([&](db::Session& session) -> Outcome {
        TRY_VOID(check_sees_conversation(session, call.user(), id));
        const auto details = store::find_chat_details(session, id);
        if (!details) {
            return fail(ErrorKind::not_found, "chat_not_found",
                        "This conversation did not begin in a chat.");
        }
        return Reply{
            .body = view::chat_details_json(*details, store::is_chat_address_proved(session, id))};
    });
}

constexpr Route kRoutes[] = {
    {io::Method::get, "/api/v1/chat/widgets/{key}", Access::anyone, get_chat_settings},
    {io::Method::post, "/api/v1/chat/widgets/{key}/visitors", Access::anyone, begin_chat},
    {io::Method::get, "/api/v1/chat/me", Access::customer, get_chat_visitor},
    {io::Method::post, "/api/v1/chat/address", Access::customer, tell_address},
    {io::Method::post, "/api/v1/chat/page", Access::customer, note_page},
    {io::Method::get, "/api/v1/chat/conversations", Access::customer, list_own_chats},
    {io::Method::post, "/api/v1/chat/conversations", Access::customer, start_chat},
    {io::Method::get, "/api/v1/conversations/{id}/chat", Access::user, get_chat},
};

}  // namespace

std::span<const Route> chat_routes() { return kRoutes; }

}  // namespace postroom::api
