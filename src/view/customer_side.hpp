// Messages, items and events as customers see them in the portal and the chat.
// Invariant: nothing internal, no receipt, no address of a colleague, no reason of a rule goes in
// here; who may see the conversation was asked before. Rule: api/openapi.yaml OwnMessage, OwnEvent;
// features F003, F020; SEC-11.
#pragma once

#include <optional>
#include <vector>

#include "model/event.hpp"
#include "view/people.hpp"

namespace postroom::view {

/// Messages of one public conversation (in any order) in ascending order.
Array own_messages_json(db::Session& session, ConversationId conversation,
                        std::vector<model::Message> messages);

/// An item in few words: reference, title, status and state.
Object own_item_json(const model::Item& item);

/// The event as a customer's socket carries it; nothing when it does not concern customers.
/// Errors: none; a row that is gone gives nothing.
std::optional<Object> own_event_json(db::Session& session, const model::Event& event, Names& names);

}  // namespace postroom::view
