// Chat widgets and chats, for administrators, for colleagues and for the visitors themselves.
// Invariant: what visitors get names no colleague's address, no site and no secret. Rule:
// api/openapi.yaml, tags administration and chat; SEC-10.
#pragma once

#include "model/chat.hpp"
#include "store/chat.hpp"
#include "view/people.hpp"

namespace postroom::view {

/// For administrators.
Object chat_widget_json(db::Session& session, const model::ChatWidget& widget);
/// For whoever opens it. `is_online`: a colleague is here to answer.
Object chat_settings_json(const model::ChatWidget& widget, bool is_online);
/// Who the visitor is, as they know themselves.
Object chat_visitor_json(const model::Customer& customer, bool is_identified, bool is_online);
Object own_chat_json(const store::OwnChat& chat);
/// What colleagues are told of the visitor.
Object chat_details_json(const model::ChatDetails& details, bool is_address_proved);

}  // namespace postroom::view
