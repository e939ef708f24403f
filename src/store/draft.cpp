// See draft.hpp.
#include "store/draft.hpp"

namespace postroom::store {

void save_draft(db::Session& session, UserId user, ConversationId conversation,
                const Draft& draft) {
    session.execute(
        R"(insert into draft (user_id, conversation_id, body_html, body_text, send_at, updated_at)
           values ($1, $2, $3, $4, $5, $6)
           on conflict (user_id, conversation_id) do update set body_html = excluded.body_html,
               body_text = excluded.body_text, send_at = excluded.send_at,
               updated_at = excluded.updated_at)",
        user, conversation, draft.html, draft.text, draft.send_at, draft.updated_at);
    session.execute("delete from draft_attachment where user_id = $1 and conversation_id = $2",
                    user, conversation);
    for (const AttachmentId attachment : draft.attachment_ids) {
        session.execute(
            R"(insert into draft_attachment (user_id, conversation_id, attachment_id)
               select $1, $2, attachment_id from attachment
               where attachment_id = $3 and uploaded_by = $1 and message_id is null
               on conflict do nothing)",
            user, conversation, attachment);
    }
}

bool delete_draft(db::Session& session, UserId user, ConversationId conversation) {
    session.execute("delete from draft_attachment where user_id = $1 and conversation_id = $2",
                    user, conversation);
    return session.execute("delete from draft where user_id = $1 and conversation_id = $2", user,
                           conversation) == 1;
}

std::optional<Draft> find_draft(db::Session& session, UserId user, ConversationId conversation) {
    auto draft = session.one(
        R"(select body_html, body_text, send_at, updated_at from draft
           where user_id = $1 and conversation_id = $2)",
        [](const db::Row& row) {
            return Draft{.html = row.get<std::string>(0),
                         .text = row.get<std::string>(1),
                         .attachment_ids = {},
                         .send_at = row.get<std::optional<TimePoint>>(2),
                         .updated_at = row.get<TimePoint>(3)};
        },
        user, conversation);
    if (draft) {
        // A file that has gone with a message since belongs to the draft no more.
        draft->attachment_ids = session.list(
            R"(select d.attachment_id from draft_attachment d
               join attachment a on a.attachment_id = d.attachment_id and a.message_id is null
               where d.user_id = $1 and d.conversation_id = $2 order by d.attachment_id limit 100)",
            [](const db::Row& row) { return row.get<AttachmentId>(0); }, user, conversation);
    }
    return draft;
}

void save_mute(db::Session& session, UserId user, ConversationId conversation, TimePoint until) {
    session.execute(
        R"(insert into mute (user_id, conversation_id, until_at) values ($1, $2, $3)
           on conflict (user_id, conversation_id) do update set until_at = excluded.until_at)",
        user, conversation.value, until);
}

bool delete_mute(db::Session& session, UserId user, ConversationId conversation) {
    return session.execute("delete from mute where user_id = $1 and conversation_id = $2", user,
                           conversation.value) == 1;
}

std::vector<UserId> list_muting_users(db::Session& session, ConversationId conversation,
                                      TimePoint now) {
    return session.list(
        R"(select distinct user_id from mute where conversation_id in (0, $1) and until_at > $2
           order by user_id limit 10000)",
        [](const db::Row& row) { return row.get<UserId>(0); }, conversation, now);
}

std::vector<Mute> list_mutes(db::Session& session, UserId user, TimePoint now, int limit) {
    return session.list(
        R"(select conversation_id, until_at from mute where user_id = $1 and until_at > $2
           order by conversation_id limit $3)",
        [](const db::Row& row) { return Mute{row.get<ConversationId>(0), row.get<TimePoint>(1)}; },
        user, now, limit);
}

}  // namespace postroom::store
