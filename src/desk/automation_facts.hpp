// What an event was, in the words of rules: to which object, what happened, what is known of it.
// Invariant: gathered in one transaction; the stage and "Try it" gather the same. Rule: features
// F054, F066.
#pragma once

#include <optional>

#include "automate/match.hpp"
#include "automate/merge.hpp"
#include "db/session.hpp"
#include "desk/environment.hpp"
#include "model/event.hpp"

namespace postroom::desk {

/// Something that may set off rules.
struct Happening {
    automate::Occurrence occurrence;
    EventId event_id;
    AutomationRunId cause;  ///< the run that did it; none when no rule did
    std::optional<model::Item> item{};
    ProjectId project_id{};  ///< of a project's own events
    MessageId message_id{};
    TimesheetEntryId timesheet_id{};
    model::Person actor{};
    TimePoint at{};
};

/// Nothing when no rule can be about this event.
std::optional<Happening> happening_of(db::Session& session, const model::Event& event);
/// As if this happened to the item now.
Happening happening_now(const model::Item& item, const model::Trigger& trigger, TimePoint now);

automate::Facts load_facts(db::Session& session, const Happening& happening, TimePoint now);

/// Values for merge fields; `for_customers` chooses the address of the item. A rule that answers
/// strangers first (`without_strangers`) repeats nothing that they wrote. (LOOP-8)
struct MergeScope {
    bool for_customers = true;
    bool without_strangers = false;
};
automate::MergeValues load_merge_values(db::Session& session, const Environment& env,
                                        const Happening& happening, const MergeScope& scope);

/// Why the one who began the item is not answered by itself (LOOP-4, LOOP-6, LOOP-8): a rule of
/// notify; empty when they may be.
std::string_view rule_against_acknowledging(db::Session& session, const model::Item& item,
                                            TimePoint now);

}  // namespace postroom::desk
