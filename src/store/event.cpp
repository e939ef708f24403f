// See event.hpp.
#include "store/event.hpp"

#include "core/check.hpp"

namespace postroom::store {
namespace {

using model::name_of;
using model::stored_name;

#define EVENT_COLUMNS                                                                              \
    "event_id, kind, at, actor_kind, actor_id, item_id, conversation_id, message_id, subject_id, " \
    "payload"

model::Event read_event(const db::Row& row) {
    return {
        .id = row.get<EventId>(0),
        .kind = stored_name<model::EventKind>(row.get<std::string_view>(1)),
        .at = row.get<TimePoint>(2),
        .actor = {stored_name<model::PersonKind>(row.get<std::string_view>(3)),
                  row.get<std::int64_t>(4)},
        .item_id = row.get<ItemId>(5),
        .conversation_id = row.get<ConversationId>(6),
        .message_id = row.get<MessageId>(7),
        .subject_id = row.get<std::int64_t>(8),
        .payload = row.get<std::string>(9),
    };
}

}  // namespace

EventId append_event(db::Session& session, const model::Event& event) {
    if (session.dialect() == db::Dialect::postgresql) {
        // Ids are drawn before commit there: without the lock a reader could pass over a row.
        session.one("select {{lock_events}}", [](const db::Row&) { return 0; });
    }
    const auto id = session.one(
        R"(insert into event (kind, at, actor_kind, actor_id, item_id, conversation_id, message_id,
               subject_id, payload)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9) returning event_id)",
        [](const db::Row& row) { return row.get<EventId>(0); }, name_of(event.kind), event.at,
        name_of(event.actor.kind), event.actor.id, event.item_id, event.conversation_id,
        event.message_id, event.subject_id, event.payload);
    CHECK(id.has_value());
    return *id;
}

std::vector<model::Event> list_events(db::Session& session, EventId after, int limit) {
    return session.list("select " EVENT_COLUMNS
                        " from event where event_id > $1 order by event_id limit $2",
                        read_event, after.value, limit);
}

std::vector<model::Event> list_events_of_item(db::Session& session, ItemId item, EventId before,
                                              int limit) {
    return session.list("select " EVENT_COLUMNS
                        R"( from event where item_id = $1 and event_id < $2
           order by event_id desc limit $3)",
                        read_event, item, before.value == 0 ? INT64_MAX : before.value, limit);
}

std::vector<model::Event> list_events_before(db::Session& session, EventId before, int limit) {
    return session.list("select " EVENT_COLUMNS
                        " from event where event_id < $1 order by event_id desc limit $2",
                        read_event, before.value == 0 ? INT64_MAX : before.value, limit);
}

EventId find_last_event(db::Session& session) {
    return session
        .one("select event_id from event order by event_id desc limit 1",
             [](const db::Row& row) { return row.get<EventId>(0); })
        .value_or(EventId{});
}

EventId find_cursor(db::Session& session, std::string_view reader) {
    return session
        .one(
            "select event_id from reader_cursor where name = $1",
            [](const db::Row& row) { return row.get<EventId>(0); }, reader)
        .value_or(EventId{});
}

bool has_events_for(db::Session& session, std::string_view reader) {
    return find_last_event(session) > find_cursor(session, reader);
}

void save_cursor(db::Session& session, std::string_view reader, EventId event) {
    session.execute(
        R"(insert into reader_cursor (name, event_id) values ($1, $2)
           on conflict (name) do update set event_id = excluded.event_id)",
        reader, event.value);
}

}  // namespace postroom::store
