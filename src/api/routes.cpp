// Every table of routes; see routes.hpp.
#include "api/routes.hpp"

#include <array>

#include "store/access.hpp"
#include "store/people.hpp"

namespace postroom::api {

std::span<const std::span<const Route>> all_routes() {
    static const std::array tables{session_routes(),
                                   me_routes(),
                                   people_routes(),
                                   team_routes(),
                                   directory_csv_routes(),
                                   timesheet_routes(),
                                   item_field_routes(),
                                   item_routes(),
                                   follower_routes(),
                                   conversation_routes(),
                                   attachment_routes(),
                                   explain_routes(),
                                   outbox_routes(),
                                   mail_log_routes(),
                                   channel_routes(),
                                   connector_routes(),
                                   mailbox_routes(),
                                   oauth_routes(),
                                   audit_routes(),
                                   retry_template_routes(),
                                   filter_routes(),
                                   setup_routes(),
                                   event_routes(),
                                   operation_routes(),
                                   image_routes(),
                                   customer_routes(),
                                   own_conversation_routes(),
                                   portal_routes(),
                                   appearance_routes(),
                                   portal_settings_routes(),
                                   talk_routes(),
                                   project_routes(),
                                   message_routes(),
                                   draft_routes(),
                                   canned_reply_routes(),
                                   chat_routes(),
                                   chat_widget_routes(),
                                   automation_routes(),
                                   messaging_center_routes(),
                                   email_preview_routes(),
                                   work_detail_routes()};
    return tables;
}

std::optional<std::string> read_color(Fields& fields) {
    const auto color = fields.text("color", {.characters_min = 7, .characters_max = 7});
    if (color && ((*color)[0] != '#' ||
                  color->find_first_not_of("0123456789abcdef", 1) != std::string::npos)) {
        fields.note("color", "must look like #1c7ed6");
    }
    return color;
}

Result<void> check_sees_item(db::Session& session, const model::User& user, ItemId item) {
    if (!store::may_see_item(session, user, item)) {
        return fail(ErrorKind::not_found, "item_not_found",
                    "There is no such item, or you may not see it.");
    }
    return {};
}

Result<void> check_sees_project(db::Session& session, const model::User& user, ProjectId project) {
    const bool is_known = store::find_project(session, project).has_value();
    if (!is_known || (user.role != model::Role::administrator &&
                      !store::may_see_project(session, user, project))) {
        return fail(ErrorKind::not_found, "project_not_found",
                    "There is no such project, or it is not shared with you.");
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
