// What else an item has: tags, and the time that was spent on it.
// Invariant: a tag stands once at an item, in lower case. Rule: product.md "Words" (item);
// features F054, F066.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "db/session.hpp"
#include "model/automation.hpp"

namespace postroom::store {

/// True when the item did not have it.
bool insert_tag(db::Session& session, ItemId item, std::string_view tag);
bool delete_tag(db::Session& session, ItemId item, std::string_view tag);
std::vector<std::string> list_tags(db::Session& session, ItemId item);
/// Tags in use, for suggestions.
std::vector<std::string> list_known_tags(db::Session& session, int limit);

TimesheetEntryId insert_timesheet_entry(db::Session& session, const model::TimesheetEntry& entry);
std::optional<model::TimesheetEntry> find_timesheet_entry(db::Session& session,
                                                          TimesheetEntryId id);
void update_timesheet_entry(db::Session& session, const model::TimesheetEntry& entry);
/// Newest first.
std::vector<model::TimesheetEntry> list_timesheet_entries(db::Session& session, ItemId item,
                                                          int limit);

/// When the item last heard from somebody: from customers, from users; nothing when never.
struct LastWords {
    std::optional<TimePoint> from_customers;
    std::optional<TimePoint> from_users;
};
LastWords find_last_words(db::Session& session, ItemId item);

}  // namespace postroom::store
