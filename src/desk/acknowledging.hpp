// Whether the one who began an item may be thanked by itself.
// Invariant: machines, unproved senders and whoever was thanked enough get no automatic answer
// (I9). Rule: LOOP-4, LOOP-6, LOOP-8.
#pragma once

#include <string_view>

#include "db/session.hpp"
#include "model/work.hpp"

namespace postroom::desk {

/// Why the one who began the item is not answered by itself (LOOP-4, LOOP-6, LOOP-8): a rule of
/// notify; empty when they may be.
std::string_view rule_against_acknowledging(db::Session& session, const model::Item& item,
                                            TimePoint now);

}  // namespace postroom::desk
