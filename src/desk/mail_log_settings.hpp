// How far back the mail log shows.
// Invariant: 72 hours unless an administrator chose another; what is older is not shown and not
// deleted, for it belongs to its item. Rule: features F081, F084.
#pragma once

#include <chrono>

#include "db/session.hpp"
#include "desk/environment.hpp"
#include "model/people.hpp"

namespace postroom::desk {

std::chrono::hours load_mail_log_view(db::Session& session);
/// The caller has checked the bounds (core/limits.hpp, kMailLogViewMin and kMailLogViewMax).
void save_mail_log_view(db::Session& session, const Environment& env, model::Person actor,
                        std::chrono::hours view);

}  // namespace postroom::desk
