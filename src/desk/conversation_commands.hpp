// Beginning conversations, naming and leaving them, and hanging them on items.
// Invariant: a direct conversation is seen by those who take part in it only, and becomes an item's
// when all of them may see that item; each command is one transaction with its event. Rule:
// product-facts 1.2; features F002, F005; SEC-11.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/result.hpp"
#include "db/session.hpp"
#include "desk/environment.hpp"
#include "desk/item_commands.hpp"
#include "model/work.hpp"

namespace postroom::desk {

/// Colleagues, one by one or by their teams as these are today.
struct Invited {
    std::vector<UserId> users;
    std::vector<TeamId> teams;
};

struct NewDirect {
    Invited invited;
    std::string title;  ///< empty = called after those who take part
};
struct StartedDirect {
    ConversationId id;
    bool was_there = false;  ///< these two have one without a name already
};
/// Errors: invalid (nobody invited, unknown or deactivated user, unknown team, too many people).
Result<StartedDirect> start_direct(db::Session& session, const Environment& env,
                                   const NewDirect& direct, UserId author);

/// Errors: as above; conflict `not_direct`. They see what was written before.
Result<void> add_to_direct(db::Session& session, const Environment& env,
                           ConversationId conversation, const Invited& invited, UserId actor);
/// Nothing is left unseen, nothing more is told. Error: conflict `not_direct`.
Result<void> leave_direct(db::Session& session, const Environment& env, ConversationId conversation,
                          UserId user);
/// Error: conflict `not_direct`.
Result<void> rename_direct(db::Session& session, const Environment& env,
                           ConversationId conversation, std::string_view title, UserId actor);

/// One more stream of an item or a project; one of both is set.
struct NewStream {
    ItemId item;
    ProjectId project;
    model::Visibility visibility = model::Visibility::internal;
    std::string title;  ///< of a project's stream; empty = none
};
/// Errors: conflict `stream_exists` when an item has one of that visibility, or a project one of
/// that visibility and name; conflict `item_merged`.
Result<ConversationId> open_stream(db::Session& session, const Environment& env,
                                   const NewStream& stream, model::Person actor);

struct Linking {
    ConversationId conversation;
    ItemId item;
    /// Customers of the conversation and of the item will read each other.
    bool share_between_customers = false;
};
/// Errors: conflict `already_linked`, `item_merged`, `participant_without_access`,
/// `other_customers`.
Result<void> link_conversation(db::Session& session, const Environment& env, const Linking& linking,
                               model::Person actor);

/// Makes the item whose stream the conversation becomes; an empty title is taken from the first
/// message, the requester is the customer who takes part. Error: conflict `already_linked`.
Result<CreatedItem> make_item_of(db::Session& session, const Environment& env,
                                 ConversationId conversation, NewItem item);

}  // namespace postroom::desk
