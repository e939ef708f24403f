// Channels and settings; see channel.hpp.
#include "store/channel.hpp"

#include "core/text.hpp"

namespace postroom::store {
namespace {

using model::name_of;
using model::stored_name;

#define CHANNEL_COLUMNS                                                                      \
    "channel_id, kind, name, color, address, item_type, project_id, team_id, connector_id, " \
    "active, "                                                                               \
    "client_networks, assignee_id, priority"

model::Channel read_channel(const db::Row& row) {
    return {
        .id = row.get<ChannelId>(0),
        .kind = stored_name<model::ChannelKind>(row.get<std::string_view>(1)),
        .name = row.get<std::string>(2),
        .color = row.get<std::string>(3),
        .address = row.get<std::string>(4),
        .item_type = stored_name<model::ItemType>(row.get<std::string_view>(5)),
        .project_id = row.get<ProjectId>(6),
        .team_id = row.get<TeamId>(7),
        .connector_id = row.get<ConnectorId>(8),
        .active = row.get<bool>(9),
        .client_networks = row.get<std::string>(10),
        .assignee_id = row.get<UserId>(11),
        .priority = stored_name<model::Priority>(row.get<std::string_view>(12)),
    };
}

}  // namespace

std::optional<ChannelId> insert_channel(db::Session& session, const model::Channel& channel,
                                        TimePoint now) {
    return session.one(
        R"(insert into channel (kind, name, color, address, item_type, project_id, team_id, connector_id,
               active, client_networks, created_at, assignee_id, priority)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) on conflict do nothing returning channel_id)",
        [](const db::Row& row) { return row.get<ChannelId>(0); }, name_of(channel.kind),
        channel.name, channel.color, to_lower(channel.address), name_of(channel.item_type),
        channel.project_id, channel.team_id, channel.connector_id, channel.active,
        channel.client_networks, now, channel.assignee_id, name_of(channel.priority));
}

std::optional<model::Channel> find_channel(db::Session& session, ChannelId id) {
    return session.one("select " CHANNEL_COLUMNS " from channel where channel_id = $1",
                       read_channel, id);
}

std::optional<model::Channel> find_channel_by_address(db::Session& session,
                                                      std::string_view address) {
    return session.one("select " CHANNEL_COLUMNS " from channel where address = $1 and active = 1",
                       read_channel, to_lower(address));
}

std::vector<model::Channel> list_channels(db::Session& session, int limit) {
    return session.list("select " CHANNEL_COLUMNS " from channel order by channel_id limit $1",
                        read_channel, limit);
}

void update_channel(db::Session& session, const model::Channel& channel) {
    session.execute(
        R"(update channel set name = $2, color = $3, item_type = $4, project_id = $5, team_id = $6,
               connector_id = $7, active = $8, client_networks = $9, assignee_id = $10, priority = $11
           where channel_id = $1)",
        channel.id, channel.name, channel.color, name_of(channel.item_type), channel.project_id,
        channel.team_id, channel.connector_id, channel.active, channel.client_networks,
        channel.assignee_id, name_of(channel.priority));
}

void record_channel_received(db::Session& session, ChannelId id, TimePoint now) {
    session.execute("update channel set last_received_at = $2 where channel_id = $1", id, now);
}

std::optional<std::string> find_setting(db::Session& session, std::string_view name) {
    return session.one(
        "select value from setting where name = $1",
        [](const db::Row& row) { return row.get<std::string>(0); }, name);
}

void save_setting(db::Session& session, std::string_view name, std::string_view value) {
    session.execute(
        R"(insert into setting (name, value) values ($1, $2)
           on conflict (name) do update set value = excluded.value)",
        name, value);
}

}  // namespace postroom::store
