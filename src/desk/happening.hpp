// What an event was, in the words of rules: to which object, and which triggers it is.
// Invariant: the stage and "Try it" read events alike. Rule: features F054, F066.
#pragma once

#include <optional>

#include "automate/match.hpp"
#include "db/session.hpp"
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

}  // namespace postroom::desk
