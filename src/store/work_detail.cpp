// See work_detail.hpp.
#include "store/work_detail.hpp"

#include "core/check.hpp"

namespace postroom::store {
namespace {

#define ENTRY_COLUMNS                                                                      \
    "timesheet_entry_id, item_id, user_id, minutes, note, billable, approved, worked_at, " \
    "created_at"

model::TimesheetEntry read_entry(const db::Row& row) {
    return {.id = row.get<TimesheetEntryId>(0),
            .item_id = row.get<ItemId>(1),
            .user_id = row.get<UserId>(2),
            .minutes = row.get<int>(3),
            .note = row.get<std::string>(4),
            .billable = row.get<bool>(5),
            .approved = row.get<bool>(6),
            .worked_at = row.get<TimePoint>(7),
            .created_at = row.get<TimePoint>(8)};
}

std::string read_text(const db::Row& row) { return row.get<std::string>(0); }

}  // namespace

bool insert_tag(db::Session& session, ItemId item, std::string_view tag) {
    return session.execute(
               "insert into item_tag (item_id, tag) values ($1, $2) on conflict do nothing", item,
               tag) == 1;
}

bool delete_tag(db::Session& session, ItemId item, std::string_view tag) {
    return session.execute("delete from item_tag where item_id = $1 and tag = $2", item, tag) == 1;
}

std::vector<std::string> list_tags(db::Session& session, ItemId item) {
    return session.list("select tag from item_tag where item_id = $1 order by tag limit 100",
                        read_text, item);
}

std::vector<std::string> list_known_tags(db::Session& session, int limit) {
    return session.list("select distinct tag from item_tag order by tag limit $1", read_text,
                        limit);
}

TimesheetEntryId insert_timesheet_entry(db::Session& session, const model::TimesheetEntry& entry) {
    const auto id = session.one(
        R"(insert into timesheet_entry (item_id, user_id, minutes, note, billable, approved,
               worked_at, created_at)
           values ($1, $2, $3, $4, $5, $6, $7, $8) returning timesheet_entry_id)",
        [](const db::Row& row) { return row.get<TimesheetEntryId>(0); }, entry.item_id,
        entry.user_id, entry.minutes, entry.note, entry.billable, entry.approved, entry.worked_at,
        entry.created_at);
    CHECK(id.has_value());
    return *id;
}

std::optional<model::TimesheetEntry> find_timesheet_entry(db::Session& session,
                                                          TimesheetEntryId id) {
    return session.one("select " ENTRY_COLUMNS
                       " from timesheet_entry where timesheet_entry_id = $1",
                       read_entry, id);
}

void update_timesheet_entry(db::Session& session, const model::TimesheetEntry& entry) {
    session.execute(
        R"(update timesheet_entry set minutes = $2, note = $3, billable = $4, approved = $5,
               worked_at = $6
           where timesheet_entry_id = $1)",
        entry.id, entry.minutes, entry.note, entry.billable, entry.approved, entry.worked_at);
}

std::vector<model::TimesheetEntry> list_timesheet_entries(db::Session& session, ItemId item,
                                                          int limit) {
    return session.list("select " ENTRY_COLUMNS
                        R"( from timesheet_entry where item_id = $1
           order by timesheet_entry_id desc limit $2)",
                        read_entry, item, limit);
}

LastWords find_last_words(db::Session& session, ItemId item) {
    return session
        .one(
            R"(select max(case when m.author_kind = 'customer' then m.created_at end),
                   max(case when m.author_kind = 'user' then m.created_at end)
               from conversation c join message m on m.conversation_id = c.conversation_id
               where c.item_id = $1 and c.visibility = 'public')",
            [](const db::Row& row) {
                return LastWords{row.get<std::optional<TimePoint>>(0),
                                 row.get<std::optional<TimePoint>>(1)};
            },
            item)
        .value_or(LastWords{});
}

}  // namespace postroom::store
