// Full-text search over items and messages, on both engines.
// Invariant: what a person types is never taken as a query language; nothing is found that the
// searcher may not open (SEC-11). Rule: architecture.md "search"; issue 4 point 4.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "db/session.hpp"
#include "model/people.hpp"
#include "store/search_text.hpp"

namespace postroom::store {

/// What can be found: an item by its title, or a message by its words.
struct SearchEntry {
    ItemId item_id;
    MessageId message_id;  ///< none for the item itself
    std::string_view title;
    std::string_view body;
};
/// Takes the place of what was kept of the same item or message before.
void save_search_entry(db::Session& session, const SearchEntry& entry);
void delete_search_entry(db::Session& session, MessageId message);

/// The query in the engine's own language, for a statement that looks through messages itself: the
/// row of message m in the index is `m.message_id * 2`.
std::string query_text(const db::Session& session, const SearchQuery& query);

struct SearchHit {
    ItemId item_id;
    MessageId message_id;
};
/// The best first, the newer first among equals; only what the viewer may open.
std::vector<SearchHit> find_hits(db::Session& session, const model::User& viewer,
                                 const SearchQuery& query, int limit);
/// Conversations with a message that holds all of it, whoever may open them.
std::vector<ConversationId> find_conversations_with(db::Session& session, const SearchQuery& query,
                                                    int limit);

}  // namespace postroom::store
