// See timesheet.hpp.
#include "store/timesheet.hpp"

#include <limits>

#include "store/access_sql.hpp"

namespace postroom::store {
namespace {

// $1 and $2 say who looks; see VISIBLE_ITEM.
#define TIMESHEET_FILTERS                                                          \
    " where e.worked_at >= $3 and e.worked_at < $4 and ($5 = 0 or e.user_id = $5)" \
    " and ($7 = -1 or e.approved = $7)"                                            \
    " and ($6 = 0 or exists (select 1 from item f where f.item_id = e.item_id"     \
    " and f.project_id = $6))"                                                     \
    " and " VISIBLE_ITEM("e.item_id")

constexpr std::int64_t kBeforeAll = 0;
constexpr std::int64_t kAfterAll = std::numeric_limits<std::int64_t>::max();

std::int64_t from_of(const TimesheetFilter& filter) {
    return filter.from ? filter.from->time_since_epoch().count() : kBeforeAll;
}
std::int64_t until_of(const TimesheetFilter& filter) {
    return filter.until ? filter.until->time_since_epoch().count() : kAfterAll;
}
int approved_of(const TimesheetFilter& filter) {
    return filter.approved ? static_cast<int>(*filter.approved) : -1;
}
bool sees_everything(const model::User& user) {
    return user.preferences.conversations == model::ConversationAccess::all_projects;
}

TimesheetRow read_timesheet(const db::Row& row) {
    return {.entry = {.id = row.get<TimesheetEntryId>(0),
                      .item_id = row.get<ItemId>(1),
                      .user_id = row.get<UserId>(2),
                      .minutes = row.get<int>(3),
                      .note = row.get<std::string>(4),
                      .billable = row.get<bool>(5),
                      .approved = row.get<bool>(6),
                      .worked_at = row.get<TimePoint>(7),
                      .created_at = row.get<TimePoint>(8)},
            .user_name = row.get<std::string>(9),
            .user_email = row.get<std::string>(10),
            .item_type = model::stored_name<model::ItemType>(row.get<std::string_view>(11)),
            .item_title = row.get<std::string>(12),
            .project_name = row.get<std::string>(13)};
}

}  // namespace

std::optional<TimesheetPlace> find_timesheet_place(db::Session& session, TimesheetEntryId entry) {
    return session.one(
        "select worked_at, timesheet_entry_id from timesheet_entry where timesheet_entry_id = $1",
        [](const db::Row& row) {
            return TimesheetPlace{row.get<TimePoint>(0), row.get<TimesheetEntryId>(1)};
        },
        entry);
}

// Left joins, though every entry has an item and a user: the page is found by the index of time
// first, and names are fetched for it.
std::vector<TimesheetRow> list_timesheets(db::Session& session, const model::User& viewer,
                                          const TimesheetFilter& filter,
                                          const std::optional<TimesheetPlace>& below, int limit) {
    return session.list(
        "select e.timesheet_entry_id, e.item_id, e.user_id, e.minutes, e.note, e.billable,"
        " e.approved, e.worked_at, e.created_at, u.name, u.email, i.type, i.title,"
        " coalesce(p.name, '')"
        " from timesheet_entry e left join item i on i.item_id = e.item_id"
        " left join app_user u on u.user_id = e.user_id"
        " left join project p on p.project_id = i.project_id" TIMESHEET_FILTERS
        " and (e.worked_at, e.timesheet_entry_id) < ($8, $9)"
        " order by e.worked_at desc, e.timesheet_entry_id desc limit $10",
        read_timesheet, viewer.id, sees_everything(viewer), from_of(filter), until_of(filter),
        filter.user.value, filter.project.value, approved_of(filter),
        below ? below->worked_at.time_since_epoch().count() : kAfterAll,
        below ? below->id.value : kAfterAll, limit);
}

TimesheetTotals total_timesheets(db::Session& session, const model::User& viewer,
                                 const TimesheetFilter& filter) {
    return session
        .one(
            "select count(*), coalesce(sum(e.minutes), 0),"
            " coalesce(sum(case when e.billable = 1 then e.minutes else 0 end), 0)"
            " from timesheet_entry e" TIMESHEET_FILTERS,
            [](const db::Row& row) {
                return TimesheetTotals{row.get<std::int64_t>(0), row.get<std::int64_t>(1),
                                       row.get<std::int64_t>(2)};
            },
            viewer.id, sees_everything(viewer), from_of(filter), until_of(filter),
            filter.user.value, filter.project.value, approved_of(filter))
        .value_or(TimesheetTotals{});
}

std::optional<TimesheetEntryId> find_same_entry(db::Session& session,
                                                const model::TimesheetEntry& entry) {
    return session.one(
        R"(select timesheet_entry_id from timesheet_entry
           where item_id = $1 and user_id = $2 and worked_at = $3 and minutes = $4 and note = $5)",
        [](const db::Row& row) { return row.get<TimesheetEntryId>(0); }, entry.item_id,
        entry.user_id, entry.worked_at, entry.minutes, entry.note);
}

}  // namespace postroom::store
