// Taking an item apart and putting two together.
// Invariant: nothing is lost: what goes stays readable where it was, streams keep their numbers,
// tokens and references, so that an answer to any earlier mail finds its way; one transaction with
// the customers' mails. Rule: feature F181; product-facts 2.2, 2.5; THR-1.
#pragma once

#include <string>
#include <vector>

#include "core/result.hpp"
#include "db/session.hpp"
#include "desk/environment.hpp"
#include "model/work.hpp"

namespace postroom::desk {

struct Split {
    ItemId item;
    std::vector<MessageId> messages;  ///< of its conversations, in any order
    std::string title;                ///< empty = from the first message
};
/// The new item. Customers are mailed when something that they can read goes there; nobody is told
/// of the messages themselves again. Errors: invalid `nothing_to_split`, `message_elsewhere`;
/// conflict `message_moved`, `item_merged`.
Result<ItemId> split_item(db::Session& session, const Environment& env, const Split& split,
                          model::Person actor);

struct Merge {
    ItemId from;  ///< closed, and says where its conversations are
    ItemId into;
    /// The customers of both will read each other.
    bool share_between_customers = false;
};
/// Errors: not_found; invalid `same_item`; conflict `item_merged`, `other_customers`.
Result<void> merge_items(db::Session& session, const Environment& env, const Merge& merge,
                         model::Person actor);

}  // namespace postroom::desk
