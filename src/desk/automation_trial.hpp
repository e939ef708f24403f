// "Try it": what a rule would do, by doing it in a transaction that is never kept.
// Invariant: nothing stays behind; what is foretold is what the rule itself says and whom the same
// decision that tells people names. Rule: product.md "Foresee"; issue 6 point 3.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/result.hpp"
#include "db/database.hpp"
#include "desk/audience.hpp"
#include "desk/environment.hpp"
#include "model/automation.hpp"

namespace postroom::desk {

struct TrialHit {
    std::optional<model::Item> item;
    TimePoint at{};
    std::vector<model::RunEffect> effects;  ///< mails among them, one for each address
};

struct Trial {
    std::int64_t looked_at = 0;
    std::int64_t matched = 0;
    std::int64_t mails = 0;
    std::int64_t people = 0;
    bool complete = true;  ///< false when there was more than is tried at once
    std::vector<TrialHit> hits;
};

/// As if what sets the rule off happened to the item now: of a rule about a status, the item is
/// judged as it is once it has got there. No hit when the filter keeps it out.
/// Errors: not_found.
Result<Trial> try_on_item(db::Database& database, const Environment& env,
                          const model::Automation& rule, ItemId item);
/// Whatever happened in the last days.
Trial try_on_days(db::Database& database, const Environment& env, const model::Automation& rule,
                  int days);

}  // namespace postroom::desk
