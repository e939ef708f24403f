// What a split or a merge leaves behind: links between items, and where messages went.
// Invariant: a message goes to another item once; links are shown at both ends. Rule: feature F181.
#pragma once

#include <optional>
#include <vector>

#include "db/session.hpp"
#include "model/work.hpp"

namespace postroom::store {

struct ItemLink {
    ItemId from;  ///< where the messages were
    ItemId to;    ///< where they went
    model::LinkKind kind = model::LinkKind::split;
    TimePoint created_at{};
};
void insert_item_link(db::Session& session, const ItemLink& link);
/// Those that begin or end at this item, oldest first.
std::vector<ItemLink> list_item_links(db::Session& session, ItemId item);
/// What was merged into `from` before counts as merged into `into`: nobody follows a chain.
void redirect_merged_items(db::Session& session, ItemId from, ItemId into);

/// False when it went somewhere before.
bool insert_message_move(db::Session& session, MessageId message, MessageId to, TimePoint now);
struct MessageMove {
    MessageId message;
    model::Item item;  ///< where it is now: id, type, title, status and state only
};
/// Of the messages with these numbers of one conversation.
std::vector<MessageMove> list_moves_between(db::Session& session, ConversationId conversation,
                                            std::int64_t first_seq, std::int64_t last_seq,
                                            int limit);

}  // namespace postroom::store
