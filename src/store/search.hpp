// Full-text search over titles and messages, on both engines.
// Invariant: what a person types is never taken as a query language. Rule: architecture.md
// "search".
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "db/session.hpp"

namespace postroom::store {

struct SearchEntry {
    ItemId item_id;
    MessageId message_id;
    std::string title;
    std::string_view body;
};
void insert_search_entry(db::Session& session, const SearchEntry& entry);

/// The message says something else now: it is found by that as well.
void add_to_search_entry(db::Session& session, const SearchEntry& entry);

struct SearchHit {
    ItemId item_id;
    MessageId message_id;
};
/// What was typed as the engine's own query for every word (the last one as a beginning); empty
/// when there is no word in it.
std::string text_query(db::Dialect dialect, std::string_view typed);

/// Messages that hold every word of `query` (the last one as a beginning), newest first.
std::vector<SearchHit> find_messages(db::Session& session, std::string_view query, int limit);

}  // namespace postroom::store
