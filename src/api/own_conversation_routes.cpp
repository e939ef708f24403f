// What customers do in their own conversations, in the portal and the chat alike: read, write, see,
// type. See api/openapi.yaml, tag own. Rule: features F001, F003, F020; SEC-10, SEC-11.
#include <boost/json.hpp>

#include "api/routes.hpp"
#include "core/text.hpp"
#include "desk/customer_message.hpp"
#include "store/conversation_view.hpp"
#include "store/item.hpp"
#include "view/customer_side.hpp"

namespace postroom::api {
namespace {

using view::Object;

Outcome list_own_messages(Call& call) {
    const ConversationId id{call.id()};
    const int limit = TRY(call.limit());
    const auto before = TRY(call.before());
    const bool forward = call.query.has("after_seq");
    const auto after = TRY(call.query.number("after_seq", 0, 0, INT64_MAX));
    return call.database().read([&](db::Session& session) -> Outcome {
        TRY_VOID(check_sees_conversation(session, call.scope(), id));
        auto messages = forward ? store::list_messages_after(session, id, after, limit + 1)
                                : store::list_messages(session, id, before, limit + 1);
        const bool more = std::ssize(messages) > limit;
        messages.resize(std::min(messages.size(), static_cast<std::size_t>(limit)));
        const auto cursor = more && !forward ? std::to_string(messages.back().seq) : std::string{};
        return Reply{.body = view::list_json(
                         view::own_messages_json(session, id, std::move(messages)), cursor)};
    });
}

Outcome post_own_message(Call& call) {
    const auto message = TRY(read_own_message(call));
    const auto present = call.context.present_customers();
    const auto posted =
        TRY(call.database().write([&](db::Session& session) -> Result<desk::Posted> {
            TRY_VOID(check_sees_conversation(session, call.scope(), message.conversation_id));
            return desk::post_as_customer(session, call.env(), *call.customer_caller, message,
                                          present);
        }));
    return call.database().read([&](db::Session& session) -> Outcome {
        auto messages =
            view::own_messages_json(session, posted.message.conversation_id, {posted.message});
        return Reply{.status = posted.was_there ? 200 : 201, .body = std::move(messages.front())};
    });
}

Outcome mark_own_seen(Call& call) {
    auto fields = TRY(call.fields());
    const auto up_to = fields.number("up_to_seq", 0, INT64_MAX);
    if (!fields.has("up_to_seq")) {
        fields.note("up_to_seq", "is missing");
    }
    TRY_VOID(fields.check());
    const ConversationId id{call.id()};
    TRY_VOID(call.database().write([&](db::Session& session) -> Result<void> {
        TRY_VOID(check_sees_conversation(session, call.scope(), id));
        TRY_VOID(
            desk::mark_seen(session, call.env(), id, model::person(call.customer().id), *up_to));
        return {};
    }));
    return nothing();
}

Outcome announce_own_typing(Call& call) {
    auto fields = TRY(call.fields());
    const bool on = fields.flag("on").value_or(true);
    TRY_VOID(fields.check());
    const ConversationId id{call.id()};
    TRY_VOID(call.database().read(
        [&](db::Session& session) { return check_sees_conversation(session, call.scope(), id); }));
    if (call.context.ports.announce_typing) {
        call.context.ports.announce_typing(model::person(call.customer().id),
                                           model::display_name_of(call.customer()), id, on);
    }
    return nothing();
}

Outcome create_live_ticket(Call& call) {
    if (call.customer_caller->by_cookie()) {
        return fail(ErrorKind::invalid, "ticket_not_needed",
                    "In the portal the live connection is opened with the cookie.");
    }
    return Reply{
        .status = 201,
        .body = Object{{"ticket", desk::create_live_ticket(call.env(), call.scope().visitor)}}};
}

/// A plain GET: the handshake of a WebSocket never comes here.
Outcome refuse_plain_live(Call&) {
    return fail(ErrorKind::invalid, "upgrade_required", "This address speaks WebSocket only.");
}

constexpr Route kRoutes[] = {
    {io::Method::get, "/api/v1/my/conversations/{id}/messages", Access::customer,
     list_own_messages},
    {io::Method::post, "/api/v1/my/conversations/{id}/messages", Access::customer,
     post_own_message},
    {io::Method::post, "/api/v1/my/conversations/{id}/seen", Access::customer, mark_own_seen},
    {io::Method::post, "/api/v1/my/conversations/{id}/typing", Access::customer,
     announce_own_typing},
    {io::Method::post, "/api/v1/my/live_tickets", Access::customer, create_live_ticket},
    {io::Method::get, "/api/v1/my/live", Access::customer, refuse_plain_live},
};

}  // namespace

std::expected<desk::CustomerMessage, Problem> read_own_message(Call& call) {
    auto fields = TRY(call.fields());
    desk::CustomerMessage message{
        .conversation_id = ConversationId{call.captures.empty() ? 0 : call.id()},
        .text = fields
                    .text("text",
                          {.characters_max = limits::kCustomerTextCharactersMax, .one_line = false})
                    .value_or(""),
        .client_id =
            fields.text("client_id", {.characters_min = 1, .characters_max = 64}).value_or("")};
    for (const auto id : fields.ids("attachment_ids", limits::kAttachmentsPerMessageMax)) {
        message.attachment_ids.emplace_back(id);
    }
    if (trim(message.text).empty() && message.attachment_ids.empty()) {
        fields.note("text", "must not be empty unless a file is attached");
    }
    TRY_VOID(fields.check());
    return message;
}

std::span<const Route> own_conversation_routes() { return kRoutes; }

}  // namespace postroom::api
