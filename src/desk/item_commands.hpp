// Making and changing items, following them.
// Invariant: each command is one transaction with its event; a stale version changes nothing.
// Rule: features F005, F041, F096-F100, F127-F129.
#pragma once

#include <optional>
#include <string>

#include "core/result.hpp"
#include "db/session.hpp"
#include "desk/environment.hpp"
#include "model/mail_flow.hpp"
#include "model/work.hpp"

namespace postroom::desk {

struct NewItem {
    model::ItemType type = model::ItemType::ticket;
    std::string title;
    std::string description;
    ChannelId queue_id;
    ProjectId project_id;
    TeamId team_id;
    CustomerId requester_id;
    UserId assignee_id;
    model::Priority priority = model::Priority::normal;
    model::Person actor;
    /// A conversation that stood alone: the item's stream of that visibility from now on.
    std::optional<model::Conversation> adopts{};
};

/// The item with its two conversations, public and internal.
struct CreatedItem {
    ItemId id;
    ConversationId public_conversation;
    ConversationId internal_conversation;
};
CreatedItem create_item(db::Session& session, const Environment& env, const NewItem& item);

/// What may be changed; nothing = leave.
struct ItemChange {
    std::optional<std::string> title;
    std::optional<std::string> status;
    std::optional<model::Priority> priority;
    std::optional<UserId> assignee_id;  ///< UserId{} = nobody
    std::optional<TeamId> team_id;
    std::optional<ChannelId> queue_id;
    std::optional<ProjectId> project_id;     ///< ProjectId{} = none
    std::optional<CustomerId> requester_id;  ///< who was it before follows the item
    std::optional<std::int64_t> version;     ///< If-Match: error `conflict` when the item is newer
};
/// Mails whoever was assigned or unassigned, if they want it (F041). Errors: not_found, invalid,
/// conflict.
Result<model::Item> change_item(db::Session& session, const Environment& env, ItemId item,
                                model::Person actor, const ItemChange& change);

/// A finished item begins again because of an answer. (THR-8)
void reopen_item(db::Session& session, const Environment& env, ItemId item, model::Person actor);

/// How a customer said that a request is done.
enum class ClosedBy { button, word };
/// The customer ends the request; nothing when it is finished already. The event says how.
void close_item(db::Session& session, const Environment& env, ItemId item, model::Person actor,
                ClosedBy how);

/// Error: not_found `follower_not_found`.
Result<void> check_follower_exists(db::Session& session, model::Follower follower);

/// Errors: not_found when the item or the follower does not exist. True when something changed.
Result<bool> follow_item(db::Session& session, const Environment& env, ItemId item,
                         model::Follower follower, model::Person actor);
Result<bool> unfollow_item(db::Session& session, const Environment& env, ItemId item,
                           model::Follower follower, model::Person actor);

}  // namespace postroom::desk
