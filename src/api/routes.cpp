// Every table of routes; see routes.hpp.
#include "api/routes.hpp"

#include <array>

#include "store/access.hpp"

namespace postroom::api {

std::span<const std::span<const Route>> all_routes() {
    static const std::array tables{session_routes(),
                                   me_routes(),
                                   people_routes(),
                                   item_routes(),
                                   follower_routes(),
                                   conversation_routes(),
                                   attachment_routes(),
                                   explain_routes(),
                                   outbox_routes(),
                                   mail_log_routes(),
                                   channel_routes(),
                                   connector_routes(),
                                   filter_routes(),
                                   setup_routes(),
                                   event_routes(),
                                   operation_routes(),
                                   image_routes(),
                                   customer_routes(),
                                   own_conversation_routes(),
                                   portal_routes(),
                                   portal_settings_routes()};
    return tables;
}

Result<void> check_sees_item(db::Session& session, const model::User& user, ItemId item) {
    if (!store::may_see_item(session, user, item)) {
        return fail(ErrorKind::not_found, "item_not_found",
                    "There is no such item, or you may not see it.");
    }
    return {};
}

namespace {

template <class Who>
Result<void> check_conversation(db::Session& session, const Who& who, ConversationId conversation) {
    if (!store::may_see_conversation(session, who, conversation)) {
        return fail(ErrorKind::not_found, "conversation_not_found",
                    "There is no such conversation, or you may not see it.");
    }
    return {};
}

}  // namespace

Result<void> check_sees_conversation(db::Session& session, const model::User& user,
                                     ConversationId conversation) {
    return check_conversation(session, user, conversation);
}

Result<void> check_sees_conversation(db::Session& session, const model::CustomerScope& customer,
                                     ConversationId conversation) {
    return check_conversation(session, customer, conversation);
}

}  // namespace postroom::api
