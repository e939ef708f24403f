// See item_view.hpp.
#include "store/item_view.hpp"

#include "core/text.hpp"
#include "store/access_sql.hpp"
#include "store/like_pattern.hpp"

namespace postroom::store {
namespace {

using model::name_of;
using model::stored_name;

#define ITEM_ROW_COLUMNS                                                                           \
    "select i.item_id, i.type, i.title, i.description, i.status, i.state, i.priority, i.queue_id," \
    " i.project_id, i.requester_id, i.assignee_id, i.team_id, i.version, i.created_at, "           \
    "i.updated_at,"                                                                                \
    " coalesce(q.name, ''), coalesce(q.color, ''), coalesce(p.name, ''), coalesce(r.name, ''),"    \
    " coalesce(r.email, ''), coalesce(u.name, ''), coalesce(t.name, ''),"                          \
    " (select count(*) from receipt x join conversation y on y.conversation_id = "                 \
    "x.conversation_id"                                                                            \
    " where x.person_kind = 'user' and x.person_id = $1 and x.seen_at is null"                     \
    " and x.state <> 'withheld' and y.item_id = i.item_id),"                                       \
    " (select max(y.undelivered_at) from conversation y where y.item_id = i.item_id"               \
    " and y.undelivered_at is not null),"                                                          \
    " (select count(*) from automatic_mail_stop z where z.item_id = i.item_id"                     \
    " and z.stopped_at is not null), i.merged_into"                                                \
    " from item i left join channel q on q.channel_id = i.queue_id"                                \
    " left join project p on p.project_id = i.project_id"                                          \
    " left join customer r on r.customer_id = i.requester_id"                                      \
    " left join app_user u on u.user_id = i.assignee_id"                                           \
    " left join team t on t.team_id = i.team_id"

// Which items: found first, with nothing joined but what the filters look at, so that a search
// through 100,000 titles fetches names for one page only. Every filter is in every statement; they
// differ in the one that walks an index.
#define ITEMS_WHERE(driver) \
    ITEM_ROW_COLUMNS        \
    " where i.item_id in (select w.item_id from item w"                                         \
    " left join customer r on r.customer_id = w.requester_id where " driver                     \
    " and w.item_id < $3 and ($5 = 0 or w.queue_id = $5)" \
    " and ($6 = 0 or w.assignee_id = $6)"    \
    " and ($7 = 0 or w.requester_id = $7) and ($8 = '' or w.status = $8)"                       \
    " and ($9 = '' or w.state = $9) and ($10 = 0 or w.project_id = $10)"                        \
    " and ($12 = 0 or w.item_id = $12) and ($13 = 0 or w.assignee_id is null)"                  \
    " and case when ($11 = '' or lower(w.title) like $11 escape '!'" \
    " or lower(r.name) like $11 escape '!' or r.email like $11 escape '!')" \
    " then " VISIBLE_ITEM("w.item_id") " else 1 = 0 end" \
    " order by w.item_id desc limit $4) order by i.item_id desc"

constexpr std::string_view kAll = ITEMS_WHERE("1 = 1");
constexpr std::string_view kByQueue = ITEMS_WHERE("w.queue_id = $5");
constexpr std::string_view kByAssignee = ITEMS_WHERE("w.assignee_id = $6");
constexpr std::string_view kByRequester = ITEMS_WHERE("w.requester_id = $7");
constexpr std::string_view kByState = ITEMS_WHERE("w.state = $9");
constexpr std::string_view kByNumber = ITEMS_WHERE("w.item_id = $12");

std::string_view statement_for(const ItemFilter& filter) {
    if (filter.number != 0) {
        return kByNumber;
    }
    if (filter.requester_id) {
        return kByRequester;
    }
    if (filter.assignee_id) {
        return kByAssignee;
    }
    if (filter.queue_id) {
        return kByQueue;
    }
    return filter.state ? kByState : kAll;
}

ItemRow read_item_row(const db::Row& row) {
    ItemRow read{.item = {.id = row.get<ItemId>(0),
                          .number = row.get<std::int64_t>(0),
                          .type = stored_name<model::ItemType>(row.get<std::string_view>(1)),
                          .title = row.get<std::string>(2),
                          .description = row.get<std::string>(3),
                          .status = row.get<std::string>(4),
                          .state = stored_name<model::ItemState>(row.get<std::string_view>(5)),
                          .priority = stored_name<model::Priority>(row.get<std::string_view>(6)),
                          .queue_id = row.get<ChannelId>(7),
                          .project_id = row.get<ProjectId>(8),
                          .requester_id = row.get<CustomerId>(9),
                          .assignee_id = row.get<UserId>(10),
                          .team_id = row.get<TeamId>(11),
                          .version = row.get<std::int64_t>(12),
                          .created_at = row.get<TimePoint>(13),
                          .updated_at = row.get<TimePoint>(14)}};
    read.queue_name = row.get<std::string>(15);
    read.queue_color = row.get<std::string>(16);
    read.project_name = row.get<std::string>(17);
    read.requester_name = row.get<std::string>(18);
    read.requester_email = row.get<std::string>(19);
    read.assignee_name = row.get<std::string>(20);
    read.team_name = row.get<std::string>(21);
    read.unread = row.get<std::int64_t>(22);
    read.undelivered_at = row.get<std::optional<TimePoint>>(23);
    read.automatic_mail_stops = row.get<std::int64_t>(24);
    read.item.merged_into = row.get<ItemId>(25);
    return read;
}

bool sees_everything(const model::User& user) {
    return user.preferences.conversations == model::ConversationAccess::all_projects;
}

}  // namespace

std::vector<ItemRow> list_item_rows(db::Session& session, const model::User& viewer,
                                    const ItemFilter& filter, ItemId before, int limit) {
    return session.list(statement_for(filter), read_item_row, viewer.id.value,
                        sees_everything(viewer), before ? before.value : INT64_MAX, limit,
                        filter.queue_id.value, filter.assignee_id.value, filter.requester_id.value,
                        filter.status, filter.state ? name_of(*filter.state) : std::string_view{},
                        filter.project_id.value,
                        filter.number != 0 ? std::string{} : like_pattern(filter.words),
                        filter.number, filter.unassigned);
}

std::optional<ItemRow> find_item_row(db::Session& session, const model::User& viewer, ItemId item) {
    return session.one(ITEM_ROW_COLUMNS " where i.item_id = $2", read_item_row, viewer.id.value,
                       item);
}

std::vector<QueueRow> list_queue_rows(db::Session& session, int limit) {
    return session.list(
        R"(select q.channel_id, q.name, q.color,
               (select count(*) from item i where i.queue_id = q.channel_id and i.state <> 'finished'),
               (select count(*) from item i where i.queue_id = q.channel_id and i.state <> 'finished'
                    and i.assignee_id is null),
               (select min(i.created_at) from item i
                    where i.queue_id = q.channel_id and i.state = 'not_started')
           from channel q where q.active = 1 order by q.name limit $1)",
        [](const db::Row& row) {
            return QueueRow{.id = row.get<ChannelId>(0),
                            .name = row.get<std::string>(1),
                            .color = row.get<std::string>(2),
                            .open = row.get<std::int64_t>(3),
                            .unassigned = row.get<std::int64_t>(4),
                            .oldest_waiting_at = row.get<std::optional<TimePoint>>(5)};
        },
        limit);
}

}  // namespace postroom::store
