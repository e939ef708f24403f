// "close": a customer ends a request by writing one word.
// Invariant: only when nothing else is written, never when the word stands in a sentence; only the
// requester's own word, proved to be theirs, and no machine's. Rule: product-facts 1.6; THR-6,
// LOOP-4.
#pragma once

#include "db/session.hpp"
#include "desk/audience.hpp"
#include "desk/environment.hpp"
#include "model/portal.hpp"

namespace postroom::desk {

/// Whether the text is one of the words and nothing else: case, blanks around it and closing
/// punctuation do not matter. Pure.
bool is_closing_word(const model::PortalSettings& settings, std::string_view text);

/// Whether this message, about to be posted there, ends the request.
bool closes_request(db::Session& session, const Place& place, const model::Message& message);

}  // namespace postroom::desk
