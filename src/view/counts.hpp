// The numbers of the navigation: unread messages and mails that have not left.
// Invariant: the live socket and GET /me say the same. Rule: features F014, F135; api/openapi.yaml
// Counts.
#pragma once

#include "db/session.hpp"
#include "model/people.hpp"
#include "view/json.hpp"

namespace postroom::view {

/// The Outbox is counted up to a thousand: the screen shows "999+" long before.
Object counts_json(db::Session& session, const model::User& user);

}  // namespace postroom::view
