// The client secret of an app registration ends on a day that the provider shows: administrators
// are told in time.
// Invariant: each warning is sent once for a date; another date begins anew. Rule:
// mail-correctness.md OAU-5 (30, 7 and 1 days before).
#pragma once

#include <optional>

#include "db/session.hpp"
#include "desk/environment.hpp"
#include "model/oauth.hpp"

namespace postroom::desk {

/// From so many days before it is worth saying on the screen.
inline constexpr int kSecretWarningDays = 30;

/// Whole days until it ends: 0 on its last day, negative afterwards. Nothing when nobody entered
/// the date.
std::optional<int> secret_days_left(const model::OAuthClient& client, TimePoint now);

/// For the housekeeping, which need not write when there is nothing to say.
bool is_secret_warning_due(db::Session& session, const Environment& env);
/// Mails each active administrator. Does nothing when none is due.
void warn_of_secret_end(db::Session& session, const Environment& env);

}  // namespace postroom::desk
