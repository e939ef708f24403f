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

struct SearchHit {
    ItemId item_id;
    MessageId message_id;
};
/// Messages that hold every word of `query` (the last one as a beginning), newest first.
std::vector<SearchHit> find_messages(db::Session& session, std::string_view query, int limit);

}  // namespace postroom::store
