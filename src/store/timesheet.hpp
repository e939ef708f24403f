// The timesheets of many items at once: lists, totals, and whether an entry is there already.
// Invariant: nobody sees time booked on an item that they may not see. Rule: product.md "Words"
// (item); SEC-11.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "db/session.hpp"
#include "model/automation.hpp"
#include "model/people.hpp"
#include "model/work.hpp"

namespace postroom::store {

/// Which entries are asked for; whatever is empty asks for all.
struct TimesheetFilter {
    std::optional<TimePoint> from;   ///< worked at this time or later
    std::optional<TimePoint> until;  ///< worked before this time
    UserId user;
    ProjectId project;
    std::optional<bool> approved;
};

struct TimesheetRow {
    model::TimesheetEntry entry;
    std::string user_name, user_email;
    model::ItemType item_type = model::ItemType::ticket;
    std::string item_title;
    std::string project_name;
};

/// Where an entry stands in the list.
struct TimesheetPlace {
    TimePoint worked_at;
    TimesheetEntryId id;
};
std::optional<TimesheetPlace> find_timesheet_place(db::Session& session, TimesheetEntryId entry);

/// The latest work first, below `below` (none = from the latest).
std::vector<TimesheetRow> list_timesheets(db::Session& session, const model::User& viewer,
                                          const TimesheetFilter& filter,
                                          const std::optional<TimesheetPlace>& below, int limit);

struct TimesheetTotals {
    std::int64_t entries = 0;
    std::int64_t minutes = 0;
    std::int64_t billable_minutes = 0;
};
TimesheetTotals total_timesheets(db::Session& session, const model::User& viewer,
                                 const TimesheetFilter& filter);

/// An entry of the same user on the same item at the same time, as long and with the same note.
std::optional<TimesheetEntryId> find_same_entry(db::Session& session,
                                                const model::TimesheetEntry& entry);

}  // namespace postroom::store
