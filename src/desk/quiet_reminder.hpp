// Quiet mode is easily forgotten: once a day administrators are told what it kept back.
// Invariant: only while it is on and has kept something back since the last reminder; this and an
// administrator's sign-in link are all that leaves then (notify/rule.hpp). Rule: OUT-16; features
// F072, F090-F092.
#pragma once

#include "core/result.hpp"
#include "db/session.hpp"
#include "desk/environment.hpp"

namespace postroom::desk {

/// When there is nothing to be told: for the housekeeping, which then need not write.
bool is_quiet_reminder_due(db::Session& session, const Environment& env);

/// Mails each active administrator. Does nothing when none is due.
Result<void> remind_of_quiet_mode(db::Session& session, const Environment& env);

}  // namespace postroom::desk
