// The append-only log of everything that happened, and how far each reader has read.
// Invariant: a reader that asks for what follows its cursor never misses a row (architecture.md).
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "db/session.hpp"
#include "model/event.hpp"

namespace postroom::store {

/// Appends one event. On PostgreSQL call it last in the transaction: it takes the event lock.
EventId append_event(db::Session& session, const model::Event& event);

/// Events after `after`, oldest first.
std::vector<model::Event> list_events(db::Session& session, EventId after, int limit);
std::vector<model::Event> list_events_of_item(db::Session& session, ItemId item, EventId before,
                                              int limit);
/// Events before `before` (0 = from the newest), newest first.
std::vector<model::Event> list_events_before(db::Session& session, EventId before, int limit);
EventId find_last_event(db::Session& session);

/// How far the reader of this name has read; EventId{0} when it never did.
EventId find_cursor(db::Session& session, std::string_view reader);
/// Whether anything happened that this reader has not read.
bool has_events_for(db::Session& session, std::string_view reader);
void save_cursor(db::Session& session, std::string_view reader, EventId event);

}  // namespace postroom::store
