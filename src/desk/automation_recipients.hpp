// Whom a rule means: the words of its recipients as people, each once.
// Invariant: reads only; whether somebody may be mailed is asked where the mail is made. Rule:
// features F055, F067, F071.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "db/session.hpp"
#include "desk/happening.hpp"
#include "model/automation.hpp"

namespace postroom::desk {

/// "user:3", "team:1", "customer:9"; nothing when it is none of these.
std::optional<model::Follower> follower_named(std::string_view word);

/// The people a template would go to, each once, in the order in which the rule names them.
std::vector<model::Person> resolve_recipients(db::Session& session, const model::RuleAction& action,
                                              const Happening& happening);

}  // namespace postroom::desk
