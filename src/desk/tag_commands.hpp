// Tags of items, and the time that is booked on them.
// Invariant: each command is one transaction with its event. Rule: product.md "Words" (item);
// features F054, F066.
#pragma once

#include <string_view>

#include "core/result.hpp"
#include "db/session.hpp"
#include "desk/environment.hpp"
#include "model/automation.hpp"

namespace postroom::desk {

/// Lower case, one line, without the blanks around it.
std::string tag_of(std::string_view text);
/// True when something changed. Errors: not_found; invalid `bad_tag`; conflict `too_many_tags`.
Result<bool> add_tag(db::Session& session, const Environment& env, ItemId item,
                     std::string_view tag, model::Person actor);
Result<bool> remove_tag(db::Session& session, const Environment& env, ItemId item,
                        std::string_view tag, model::Person actor);

/// `entry.id` and the time of creation are ignored. Errors: not_found.
Result<model::TimesheetEntry> book_time(db::Session& session, const Environment& env,
                                        model::TimesheetEntry entry, model::Person actor);
/// Errors: not_found.
Result<void> change_booked_time(db::Session& session, const Environment& env,
                                const model::TimesheetEntry& entry, model::Person actor);

}  // namespace postroom::desk
