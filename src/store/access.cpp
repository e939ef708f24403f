// See access.hpp.
#include "store/access.hpp"

#include "store/access_sql.hpp"

namespace postroom::store {
namespace {

bool sees_everything(const model::User& user) {
    return user.preferences.conversations == model::ConversationAccess::all_projects;
}

}  // namespace

bool may_see_conversation(db::Session& session, const model::User& user,
                          ConversationId conversation) {
    return session
        .one(
            "select 1 from conversation c left join item i on i.item_id = c.item_id"
            " where c.conversation_id = $3 and " VISIBLE_CONVERSATION,
            [](const db::Row&) { return true; }, user.id.value, sees_everything(user), conversation)
        .has_value();
}

bool may_see_item(db::Session& session, const model::User& user, ItemId item) {
    return session
        .one(
            "select 1 from conversation c join item i on i.item_id = c.item_id"
            " where c.item_id = $3 and " VISIBLE_CONVERSATION " limit 1",
            [](const db::Row&) { return true; }, user.id.value, sees_everything(user), item)
        .has_value();
}

bool may_see_conversation(db::Session& session, const model::CustomerScope& customer,
                          ConversationId conversation) {
    return session
        .one(
            "select 1 from conversation c left join item i on i.item_id = c.item_id"
            " where c.conversation_id = $3 and " CUSTOMERS_CONVERSATION,
            [](const db::Row&) { return true; }, customer.customer.value, customer.visitor.value,
            conversation)
        .has_value();
}

bool may_see_item(db::Session& session, const model::CustomerScope& customer, ItemId item) {
    return session
        .one(
            "select 1 from conversation c join item i on i.item_id = c.item_id"
            " where c.item_id = $3 and " CUSTOMERS_CONVERSATION " limit 1",
            [](const db::Row&) { return true; }, customer.customer.value, customer.visitor.value,
            item)
        .has_value();
}

bool may_see_project(db::Session& session, const model::User& user, ProjectId project) {
    return session
        .one(
            R"(select 1 from project_member m
                left join team_member t on m.kind = 'team' and t.team_id = m.member_id
                where m.project_id = $1 and ((m.kind = 'user' and m.member_id = $2) or t.user_id = $2)
                limit 1)",
            [](const db::Row&) { return true; }, project, user.id)
        .has_value();
}

std::vector<UserId> list_users_who_see(db::Session& session, ConversationId conversation) {
    return session.list(
        "select u.user_id from app_user u, conversation c left join item i on i.item_id = c.item_id"
        " where c.conversation_id = $1 and u.active = 1 and " CONVERSATION_VISIBLE_TO_U
        " order by u.user_id",
        [](const db::Row& row) { return row.get<UserId>(0); }, conversation);
}

std::vector<UserId> list_users_who_see(db::Session& session, ItemId item) {
    return session.list(
        "select u.user_id from app_user u where u.active = 1 and exists (select 1"
        " from conversation c join item i on i.item_id = c.item_id"
        " where c.item_id = $1 and " CONVERSATION_VISIBLE_TO_U ") order by u.user_id",
        [](const db::Row& row) { return row.get<UserId>(0); }, item);
}

std::vector<UserId> list_limited_users_with_access(db::Session& session,
                                                   ConversationId conversation) {
    return session.list(
        "select u.user_id from app_user u, conversation c left join item i on i.item_id = c.item_id"
        " where c.conversation_id = $1 and u.conversations = 'followed' and u.active = 1"
        " and " FOLLOWED_CONVERSATION("u.user_id") " limit 10000",
        [](const db::Row& row) { return row.get<UserId>(0); }, conversation);
}

}  // namespace postroom::store
