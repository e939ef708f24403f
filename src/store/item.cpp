// Items; see item.hpp.
#include "store/item.hpp"

#include "core/check.hpp"

namespace postroom::store {

using model::name_of;
using model::stored_name;

ItemId insert_item(db::Session& session, const model::Item& item) {
    const auto id = session.one(
        R"(insert into item (type, title, description, status, state, priority, queue_id, project_id,
               requester_id, assignee_id, team_id, created_at, updated_at)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $12) returning item_id)",
        [](const db::Row& row) { return row.get<ItemId>(0); }, name_of(item.type), item.title,
        item.description, item.status, name_of(item.state), name_of(item.priority), item.queue_id,
        item.project_id, item.requester_id, item.assignee_id, item.team_id, item.created_at);
    CHECK(id.has_value());
    return *id;
}

std::optional<model::Item> find_item(db::Session& session, ItemId id) {
    return session.one(
        R"(select item_id, type, title, description, status, state, priority, queue_id, project_id,
               requester_id, assignee_id, team_id, version, created_at, updated_at, merged_into
           from item where item_id = $1)",
        [](const db::Row& row) {
            return model::Item{
                .id = row.get<ItemId>(0),
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
                .merged_into = row.get<ItemId>(15),
                .version = row.get<std::int64_t>(12),
                .created_at = row.get<TimePoint>(13),
                .updated_at = row.get<TimePoint>(14),
            };
        },
        id);
}

bool update_item(db::Session& session, const model::Item& item, TimePoint now) {
    return session.execute(
               R"(update item set title = $3, description = $4, status = $5, state = $6, priority = $7,
                      queue_id = $8, project_id = $9, assignee_id = $10, team_id = $11,
                      version = version + 1, updated_at = $12, requester_id = $13,
                      merged_into = $14
                  where item_id = $1 and version = $2)",
               item.id, item.version, item.title, item.description, item.status,
               name_of(item.state), name_of(item.priority), item.queue_id, item.project_id,
               item.assignee_id, item.team_id, now, item.requester_id, item.merged_into) == 1;
}

void touch_item(db::Session& session, ItemId id, TimePoint now) {
    session.execute("update item set updated_at = $2 where item_id = $1", id, now);
}

std::vector<NewestItem> list_newest_items_of(db::Session& session, CustomerId requester,
                                             int limit) {
    return session.list(
        R"(select item_id, title, description, created_at from item where requester_id = $1
           order by item_id desc limit $2)",
        [](const db::Row& row) {
            return NewestItem{row.get<ItemId>(0), row.get<std::string>(1), row.get<std::string>(2),
                              row.get<TimePoint>(3)};
        },
        requester, limit);
}

std::vector<ItemStatus> list_item_statuses(db::Session& session) {
    return session.list(
        "select name, state from item_status order by position limit 100", [](const db::Row& row) {
            return ItemStatus{row.get<std::string>(0),
                              stored_name<model::ItemState>(row.get<std::string_view>(1))};
        });
}

}  // namespace postroom::store
