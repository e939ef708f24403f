// The event log as people read it (timeline) and as the live socket carries it.
// Invariant: one event gives one object, the same for every viewer; who may have it is in its
// Audience. Rule: api/openapi.yaml Event, LiveEvent; SEC-9.
#pragma once

#include <optional>
#include <vector>

#include "model/event.hpp"
#include "view/people.hpp"

namespace postroom::view {

/// One line of an item's timeline.
Object timeline_json(const model::Event& event, Names& names);

/// The event as the live socket carries it: with the message, the receipts or the item that it
/// speaks of.
Object live_event_json(db::Session& session, const model::Event& event, Names& names);

/// The users whom a receipt_changed event of the fan-out names as told: their clients ring
/// (F012-F015).
std::vector<UserId> told_users(const model::Event& event);

/// Every active user who may have the event, in the order of their ids. (SEC-9, SEC-11)
std::vector<UserId> list_users_with_event(db::Session& session, const model::Event& event);
/// Whether this user may have the event: the same question about one.
bool may_have_event(db::Session& session, const model::User& user, const model::Event& event);
/// Whether this customer may: only what hangs on a conversation or an item of theirs.
bool may_have_event(db::Session& session, const model::CustomerScope& customer,
                    const model::Event& event);

}  // namespace postroom::view
