// What is known of something that happened, in the words of rules and for their merge fields.
// Invariant: gathered in one transaction; the stage and "Try it" gather the same. Rule: features
// F054, F066.
#pragma once

#include "automate/merge.hpp"
#include "db/session.hpp"
#include "desk/environment.hpp"
#include "desk/happening.hpp"

namespace postroom::desk {

/// Values of the properties that filters of rules may ask about; absent where there is none.
automate::Facts load_facts(db::Session& session, const Happening& happening, TimePoint now);

/// Values for merge fields; `for_customers` chooses the address of the item. A rule that answers
/// strangers first (`without_strangers`) repeats nothing that they wrote. (LOOP-8)
struct MergeScope {
    bool for_customers = true;
    bool without_strangers = false;
};
automate::MergeValues load_merge_values(db::Session& session, const Environment& env,
                                        const Happening& happening, const MergeScope& scope);

}  // namespace postroom::desk
