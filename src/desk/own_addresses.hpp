// Our own addresses on the list "Filter outgoing emails".
// Invariant: while an address is ours, it is on the list and cannot be removed: mail of ours to it
// would come back as a new item, for ever. Rule: mail-correctness.md LOOP-2; features F131, F132.
#pragma once

#include "db/session.hpp"
#include "desk/environment.hpp"

namespace postroom::desk {

/// Puts the addresses of all channels, and those that connectors write as, on the list; those that
/// are ours no longer may be removed from then on. Call it after either has changed, and at start.
///
/// An address that a connector writes as and that is a colleague's own stays reachable: they must
/// hear of what they miss.
void protect_own_addresses(db::Session& session, const Environment& env);

}  // namespace postroom::desk
