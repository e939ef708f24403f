// Where a queue sends the items that come through it.
// Invariant: what was routed to an assignee, team or project that is gone meanwhile is left open.
// Rule: feature F129 ("Queues route tickets automatically").
#pragma once

#include "desk/item_commands.hpp"
#include "model/mail_flow.hpp"

namespace postroom::desk {

/// Fills type, project, team, assignee and priority of a new item as its queue says.
void route_by_queue(db::Session& session, const model::Channel& queue, NewItem& item);

/// Error `invalid` (unknown_reference) when project, team or assignee are not there, or the
/// assignee is deactivated.
Result<void> check_routing(db::Session& session, const model::Channel& queue);

}  // namespace postroom::desk
