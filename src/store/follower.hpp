// Who follows an item or a project, and who took part in a conversation.
// Invariant: at most one row for one follower and subject. Rule: features F005, F031; product.md
// "follower".
#pragma once

#include <vector>

#include "db/session.hpp"
#include "model/work.hpp"

namespace postroom::store {

/// True when it is new.
bool add_follower(db::Session& session, ItemId item, model::Follower follower, TimePoint now);
bool add_follower(db::Session& session, ProjectId project, model::Follower follower, TimePoint now);
/// True when there was one.
bool remove_follower(db::Session& session, ItemId item, model::Follower follower);
bool remove_follower(db::Session& session, ProjectId project, model::Follower follower);
std::vector<model::Follower> list_followers(db::Session& session, ItemId item);
std::vector<model::Follower> list_followers(db::Session& session, ProjectId project);

/// Remembers that this person wrote in the conversation.
void add_participant(db::Session& session, ConversationId conversation, model::Person person);
/// Of a direct conversation: it is gone from this person's list, and so is the access.
bool remove_participant(db::Session& session, ConversationId conversation, model::Person person);
std::vector<model::Person> list_participants(db::Session& session, ConversationId conversation);

}  // namespace postroom::store
