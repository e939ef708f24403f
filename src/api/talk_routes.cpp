// Beginning conversations and hanging them on items. See api/openapi.yaml, tags conversations and
// items; product-facts 1.2.
#include <boost/json.hpp>

#include "api/routes.hpp"
#include "core/limits.hpp"
#include "desk/conversation_commands.hpp"
#include "desk/split_merge.hpp"
#include "store/access.hpp"
#include "store/item.hpp"
#include "store/item_link.hpp"
#include "view/work.hpp"

namespace postroom::api {
namespace {

constexpr TextRule kTitleRule{.characters_max = limits::kConversationTitleMax};
constexpr TextRule kItemTitleRule{.characters_max = 500};
constexpr std::size_t kTeamsMax = 50;

desk::Invited read_invited(Fields& fields) {
    desk::Invited invited;
    for (const auto id : fields.ids("user_ids", limits::kDirectParticipantsMax)) {
        invited.users.emplace_back(id);
    }
    for (const auto id : fields.ids("team_ids", kTeamsMax)) {
        invited.teams.emplace_back(id);
    }
    return invited;
}

Outcome start_direct_conversation(Call& call) {
    auto fields = TRY(call.fields());
    const desk::NewDirect direct{.invited = read_invited(fields),
                                 .title = fields.text("title", kTitleRule).value_or("")};
    TRY_VOID(fields.check());
    const auto started = TRY(call.database().write([&](db::Session& session) {
        return desk::start_direct(session, call.env(), direct, call.user().id);
    }));
    return conversation_reply(call, started.id, started.was_there ? 200 : 201);
}

Outcome rename_conversation(Call& call) {
    auto fields = TRY(call.fields());
    const auto title = fields.text("title", kTitleRule).value_or("");
    TRY_VOID(fields.check());
    const ConversationId id{call.id()};
    TRY_VOID(call.database().write([&](db::Session& session) -> Result<void> {
        TRY_VOID(check_sees_conversation(session, call.user(), id));
        return desk::rename_direct(session, call.env(), id, title, call.user().id);
    }));
    return conversation_reply(call, id, 200);
}

Outcome add_participants(Call& call) {
    auto fields = TRY(call.fields());
    const auto invited = read_invited(fields);
    TRY_VOID(fields.check());
    const ConversationId id{call.id()};
    TRY_VOID(call.database().write([&](db::Session& session) -> Result<void> {
        TRY_VOID(check_sees_conversation(session, call.user(), id));
        return desk::add_to_direct(session, call.env(), id, invited, call.user().id);
    }));
    return conversation_reply(call, id, 200);
}

Outcome leave_conversation(Call& call) {
    const ConversationId id{call.id()};
    TRY_VOID(call.database().write([&](db::Session& session) -> Result<void> {
        TRY_VOID(check_sees_conversation(session, call.user(), id));
        return desk::leave_direct(session, call.env(), id, call.user().id);
    }));
    return nothing();
}

Outcome link_conversation(Call& call) {
    auto fields = TRY(call.fields());
    const auto item = fields.number("item_id", 1, INT64_MAX);
    if (!fields.has("item_id")) {
        fields.note("item_id", "is missing");
    }
    const bool share = fields.flag("share_between_customers").value_or(false);
    TRY_VOID(fields.check());
    const ConversationId id{call.id()};
    TRY_VOID(call.database().write([&](db::Session& session) -> Result<void> {
        TRY_VOID(check_sees_conversation(session, call.user(), id));
        TRY_VOID(check_sees_item(session, call.user(), ItemId{*item}));
        return desk::link_conversation(
            session, call.env(),
            {.conversation = id, .item = ItemId{*item}, .share_between_customers = share},
            call.actor());
    }));
    return conversation_reply(call, id, 200);
}

Outcome make_item_of_conversation(Call& call) {
    auto fields = TRY(call.fields());
    desk::NewItem item{
        .type = fields.word<model::ItemType>("type").value_or(model::ItemType::ticket),
        .title = fields.text("title", kItemTitleRule).value_or(""),
        .actor = call.actor()};
    TRY_VOID(fields.check());
    const ConversationId id{call.id()};
    const auto made = TRY(call.database().write([&](db::Session& session) -> Result<ItemId> {
        TRY_VOID(check_sees_conversation(session, call.user(), id));
        const auto created = TRY(desk::make_item_of(session, call.env(), id, item));
        TRY_VOID(desk::follow_item(session, call.env(), created.id,
                                   {model::FollowerKind::user, call.user().id.value},
                                   call.actor()));
        return created.id;
    }));
    return TRY(item_reply(call, made, 201));
}

Outcome open_item_conversation(Call& call) {
    auto fields = TRY(call.fields());
    const auto visibility = fields.word<model::Visibility>("visibility");
    if (!fields.has("visibility")) {
        fields.note("visibility", "is missing");
    }
    TRY_VOID(fields.check());
    const auto id = TRY(call.database().write([&](db::Session& session) -> Result<ConversationId> {
        TRY_VOID(check_sees_item(session, call.user(), ItemId{call.id()}));
        return desk::open_stream(session, call.env(),
                                 {.item = ItemId{call.id()}, .visibility = *visibility},
                                 call.actor());
    }));
    return conversation_reply(call, id, 201);
}

// ---- split and merge

/// Every message must be one that the caller may see: an item can hold streams that they may not.
Result<void> check_sees_messages(db::Session& session, Call& call,
                                 const std::vector<MessageId>& messages) {
    for (const MessageId id : messages) {
        const auto message = store::find_message(session, id);
        if (!message) {
            return fail(ErrorKind::not_found, "message_not_found",
                        "There is no such message, or you may not see it.");
        }
        TRY_VOID(check_sees_conversation(session, call.user(), message->conversation_id));
    }
    return {};
}

Outcome split_item(Call& call) {
    auto fields = TRY(call.fields());
    desk::Split split{.item = ItemId{call.id()},
                      .messages = {},
                      .title = fields.text("title", kItemTitleRule).value_or("")};
    for (const auto id : fields.ids("message_ids", limits::kSplitMessagesMax)) {
        split.messages.emplace_back(id);
    }
    if (!fields.has("message_ids")) {
        fields.note("message_ids", "is missing");
    }
    TRY_VOID(fields.check());
    const auto made = TRY(call.database().write([&](db::Session& session) -> Result<ItemId> {
        TRY_VOID(check_sees_item(session, call.user(), split.item));
        TRY_VOID(check_sees_messages(session, call, split.messages));
        const auto id = TRY(desk::split_item(session, call.env(), split, call.actor()));
        TRY_VOID(desk::follow_item(session, call.env(), id,
                                   {model::FollowerKind::user, call.user().id.value},
                                   call.actor()));
        return id;
    }));
    return TRY(item_reply(call, made, 201));
}

Outcome merge_item(Call& call) {
    auto fields = TRY(call.fields());
    const auto into = fields.number("into_id", 1, INT64_MAX);
    if (!fields.has("into_id")) {
        fields.note("into_id", "is missing");
    }
    const bool share = fields.flag("share_between_customers").value_or(false);
    TRY_VOID(fields.check());
    TRY_VOID(call.database().write([&](db::Session& session) -> Result<void> {
        TRY_VOID(check_sees_item(session, call.user(), ItemId{call.id()}));
        TRY_VOID(check_sees_item(session, call.user(), ItemId{*into}));
        return desk::merge_items(
            session, call.env(),
            {.from = ItemId{call.id()}, .into = ItemId{*into}, .share_between_customers = share},
            call.actor());
    }));
    return TRY(item_reply(call, ItemId{*into}, 200));
}

Outcome list_item_links(Call& call) {
    const ItemId id{call.id()};
    return call.database().read([&](db::Session& session) -> Outcome {
        TRY_VOID(check_sees_item(session, call.user(), id));
        view::Array items;
        for (const auto& link : store::list_item_links(session, id)) {
            const bool is_from = link.from == id;
            const ItemId other = is_from ? link.to : link.from;
            const auto row = store::may_see_item(session, call.user(), other)
                                 ? store::find_item(session, other)
                                 : std::nullopt;
            if (row) {
                items.emplace_back(view::Object{{"kind", name_of(link.kind)},
                                                {"direction", is_from ? "to" : "from"},
                                                {"item", view::item_ref_json(*row)},
                                                {"created_at", view::time_json(link.created_at)}});
            }
        }
        return Reply{.body = view::list_json(std::move(items))};
    });
}

constexpr Route kRoutes[] = {
    {io::Method::post, "/api/v1/conversations", Access::user, start_direct_conversation},
    {io::Method::patch, "/api/v1/conversations/{id}", Access::user, rename_conversation},
    {io::Method::post, "/api/v1/conversations/{id}/participants", Access::user, add_participants},
    {io::Method::post, "/api/v1/conversations/{id}/leave", Access::user, leave_conversation},
    {io::Method::post, "/api/v1/conversations/{id}/link", Access::user, link_conversation},
    {io::Method::post, "/api/v1/conversations/{id}/item", Access::user, make_item_of_conversation},
    {io::Method::post, "/api/v1/items/{id}/conversations", Access::user, open_item_conversation},
    {io::Method::get, "/api/v1/items/{id}/links", Access::user, list_item_links},
    {io::Method::post, "/api/v1/items/{id}/split", Access::user, split_item},
    {io::Method::post, "/api/v1/items/{id}/merge", Access::user, merge_item},
};

}  // namespace

std::span<const Route> talk_routes() { return kRoutes; }

}  // namespace postroom::api
