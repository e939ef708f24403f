// See item_link.hpp.
#include "store/item_link.hpp"

#include "core/limits.hpp"

namespace postroom::store {

using model::name_of;
using model::stored_name;

void insert_item_link(db::Session& session, const ItemLink& link) {
    session.execute(
        R"(insert into item_link (item_id, other_id, kind, created_at) values ($1, $2, $3, $4)
           on conflict do nothing)",
        link.from, link.to, name_of(link.kind), link.created_at);
}

std::vector<ItemLink> list_item_links(db::Session& session, ItemId item) {
    return session.list(
        R"(select item_id, other_id, kind, created_at from item_link where item_id = $1
           union all
           select item_id, other_id, kind, created_at from item_link where other_id = $1
           order by 4, 1, 2 limit $2)",
        [](const db::Row& row) {
            return ItemLink{.from = row.get<ItemId>(0),
                            .to = row.get<ItemId>(1),
                            .kind = stored_name<model::LinkKind>(row.get<std::string_view>(2)),
                            .created_at = row.get<TimePoint>(3)};
        },
        item, limits::kFollowersMax);
}

void redirect_merged_items(db::Session& session, ItemId from, ItemId into) {
    for (const auto& link : list_item_links(session, from)) {
        if (link.to == from && link.kind == model::LinkKind::merge) {
            session.execute("update item set merged_into = $2 where item_id = $1", link.from, into);
        }
    }
}

bool insert_message_move(db::Session& session, MessageId message, MessageId to, TimePoint now) {
    return session.execute(
               R"(insert into message_move (message_id, to_message_id, moved_at)
                  values ($1, $2, $3) on conflict do nothing)",
               message, to, now) == 1;
}

std::vector<MessageMove> list_moves_between(db::Session& session, ConversationId conversation,
                                            std::int64_t first_seq, std::int64_t last_seq,
                                            int limit) {
    return session.list(
        R"(select v.message_id, i.item_id, i.type, i.title, i.status, i.state
           from message m join message_move v on v.message_id = m.message_id
           join message t on t.message_id = v.to_message_id
           join conversation c on c.conversation_id = t.conversation_id
           join item i on i.item_id = c.item_id
           where m.conversation_id = $1 and m.seq between $2 and $3
           order by v.message_id limit $4)",
        [](const db::Row& row) {
            return MessageMove{
                .message = row.get<MessageId>(0),
                .item = {.id = row.get<ItemId>(1),
                         .number = row.get<std::int64_t>(1),
                         .type = stored_name<model::ItemType>(row.get<std::string_view>(2)),
                         .title = row.get<std::string>(3),
                         .status = row.get<std::string>(4),
                         .state = stored_name<model::ItemState>(row.get<std::string_view>(5))}};
        },
        conversation, first_seq, last_seq, limit);
}

}  // namespace postroom::store
