// Whether one user or customer may open one conversation, item or project.
// Invariant: the same condition as every list (access_sql.hpp). Rule: features F022-F024; SEC-11.
#pragma once

#include <vector>

#include "db/session.hpp"
#include "model/people.hpp"

namespace postroom::store {

bool may_see_conversation(db::Session& session, const model::User& user,
                          ConversationId conversation);
/// An item is visible when one of its conversations is.
bool may_see_item(db::Session& session, const model::User& user, ItemId item);
/// Whether the customer may open the conversation where they are. (F003, SEC-10, SEC-11)
bool may_see_conversation(db::Session& session, const model::CustomerScope& customer,
                          ConversationId conversation);
/// An item is visible to a customer when one of its public conversations is.
bool may_see_item(db::Session& session, const model::CustomerScope& customer, ItemId item);
/// Only members; access to all conversations does not share the project itself (F024).
bool may_see_project(db::Session& session, const model::User& user, ProjectId project);
/// Every active user who may open the conversation, or the item, in the order of their ids: the
/// same question for everybody at once.
std::vector<UserId> list_users_who_see(db::Session& session, ConversationId conversation);
std::vector<UserId> list_users_who_see(db::Session& session, ItemId item);
/// The users who may open the conversation although their access is limited to what they follow.
std::vector<UserId> list_limited_users_with_access(db::Session& session,
                                                   ConversationId conversation);

}  // namespace postroom::store
