// See conversation_view.hpp.
#include "store/conversation_view.hpp"

#include <span>

#include "core/limits.hpp"
#include "core/text.hpp"
#include "store/access_sql.hpp"
#include "store/like_pattern.hpp"

namespace postroom::store {
namespace {

using model::name_of;
using model::stored_name;

#define UNSEEN_BY_VIEWER                                                                      \
    " from receipt x where x.person_kind = 'user' and x.person_id = $1 and x.seen_at is null" \
    " and x.state <> 'withheld' and x.conversation_id = c.conversation_id"

#define CONVERSATION_ROW                                                                          \
    "select c.conversation_id, c.visibility, c.item_id, c.project_id, c.last_seq, c.created_at,"  \
    " c.last_message_at, i.type, i.title, i.status, i.state, coalesce(p.name, ''), q.channel_id," \
    " coalesce(q.name, ''), coalesce(q.color, ''), r.customer_id, coalesce(r.name, ''),"          \
    " coalesce(r.email, ''), (select count(*)" UNSEEN_BY_VIEWER                                   \
    "),"                                                                                          \
    " (select min(x.seq)" UNSEEN_BY_VIEWER                                                        \
    "),"                                                                                          \
    " m.message_id, m.seq, m.author_kind, m.author_id, coalesce(m.author_name, ''),"              \
    " coalesce(substr(m.visible_text, 1, 400), ''), m.created_at,"                                \
    " (select k.seq from seen_mark k where k.conversation_id = c.conversation_id"                 \
    " and k.person_kind = 'user' and k.person_id = $1),"                                          \
    " case when m.deleted_at is null then 0 else 1 end, d.updated_at,"                            \
    " coalesce(substr(d.body_text, 1, 400), ''), u.until_at, c.visitor_id,"                       \
    " c.undelivered_at, c.title"                                                                  \
    " from conversation c left join item i on i.item_id = c.item_id"                              \
    " left join project p on p.project_id = coalesce(c.project_id, i.project_id)"                 \
    " left join chat_visitor v on v.visitor_id = c.visitor_id"                                    \
    " left join chat_widget w on w.chat_widget_id = v.chat_widget_id"                             \
    " left join channel q on q.channel_id = coalesce(i.queue_id, w.queue_id)"                     \
    " left join customer r on r.customer_id = coalesce(i.requester_id, v.customer_id)"            \
    " left join message m on m.conversation_id = c.conversation_id and m.seq = c.last_seq"        \
    " left join draft d on d.conversation_id = c.conversation_id and d.user_id = $1"              \
    " left join mute u on u.conversation_id = c.conversation_id and u.user_id = $1"

#define FOLLOWED_PROJECTS                                                    \
    "select subject_id from follower where kind = 'user' and person_id = $1" \
    " and subject = 'project' union select f.subject_id from follower f"     \
    " join team_member m3 on m3.team_id = f.person_id where f.kind = 'team'" \
    " and f.subject = 'project' and m3.user_id = $1"

/// What the viewer follows, works on or took part in, found from the viewer's side.
#define OWN_CONVERSATIONS                                                                         \
    "select conversation_id from participant where kind = 'user' and person_id = $1"              \
    " union select y.conversation_id from conversation y where y.item_id in ("                    \
    "select subject_id from follower where kind = 'user' and person_id = $1 and subject = 'item'" \
    " union select f.subject_id from follower f join team_member m2 on m2.team_id = f.person_id"  \
    " where f.kind = 'team' and f.subject = 'item' and m2.user_id = $1"                           \
    " union select item_id from item where assignee_id = $1"                                      \
    " union select item_id from item where project_id in (" FOLLOWED_PROJECTS                     \
    "))"                                                                                          \
    " union select conversation_id from conversation where project_id in (" FOLLOWED_PROJECTS ")"

#define CONVERSATION_FILTERS                                                                  \
    " and c.last_seq > 0 and (c.last_message_at < $3 or (c.last_message_at = $3 and "         \
    "c.conversation_id < $4))"                                                                \
    " and ($6 = '' or c.visibility = $6)"                                                     \
    " and ($7 < 0 or $7 = case when i.state = 'finished' then 1 else 0 end)"                  \
    " and ($8 = '' or lower(i.title) like $8 escape '!' or lower(r.name) like $8 escape '!'"  \
    " or r.email like $8 escape '!' or lower(c.title) like $8 escape '!'"                     \
    " or lower(p.name) like $8 escape '!' or (c.item_id is null and exists (select 1"         \
    " from participant z join app_user w on w.user_id = z.person_id"                          \
    " where z.conversation_id = c.conversation_id and z.kind = 'user'"                        \
    " and lower(w.name) like $8 escape '!'))"                                                 \
    " or c.conversation_id in ({{ids_of}} $10 {{end_ids}}))"                                  \
    " and ($9 = 0 or c.visibility <> 'public' or exists (select 1 from participant z"         \
    " where z.conversation_id = c.conversation_id and z.kind = 'user' and z.person_id = $1))" \
    " and " VISIBLE_CONVERSATION                                                              \
    " order by c.last_message_at desc, c.conversation_id desc limit $5"

#define HAS_UNSEEN                                                                               \
    "c.conversation_id in (select x.conversation_id from receipt x where x.person_kind = 'user'" \
    " and x.person_id = $1 and x.seen_at is null and x.state <> 'withheld')"

constexpr std::string_view kUnreadOfAll =
    CONVERSATION_ROW " where " HAS_UNSEEN CONVERSATION_FILTERS;
constexpr std::string_view kReadOfPublic =
    CONVERSATION_ROW " where c.visibility = 'public' and not exists (select 1" UNSEEN_BY_VIEWER
                     ")" CONVERSATION_FILTERS;
constexpr std::string_view kUnreadOfOwn = CONVERSATION_ROW
    " where " HAS_UNSEEN " and c.conversation_id in (" OWN_CONVERSATIONS ")" CONVERSATION_FILTERS;
constexpr std::string_view kReadOfOwn =
    CONVERSATION_ROW " where not exists (select 1" UNSEEN_BY_VIEWER
                     ") and c.conversation_id in (" OWN_CONVERSATIONS ")" CONVERSATION_FILTERS;

std::optional<model::Item> read_item(const db::Row& row) {
    if (!row.get<ItemId>(2)) {
        return std::nullopt;
    }
    return model::Item{.id = row.get<ItemId>(2),
                       .number = row.get<std::int64_t>(2),
                       .type = stored_name<model::ItemType>(row.get<std::string_view>(7)),
                       .title = row.get<std::string>(8),
                       .status = row.get<std::string>(9),
                       .state = stored_name<model::ItemState>(row.get<std::string_view>(10))};
}

ConversationRow read_conversation_row(const db::Row& row) {
    ConversationRow read{
        .conversation = {.id = row.get<ConversationId>(0),
                         .visibility = stored_name<model::Visibility>(row.get<std::string_view>(1)),
                         .item_id = row.get<ItemId>(2),
                         .project_id = row.get<ProjectId>(3),
                         .visitor_id = row.get<VisitorId>(32),
                         .title = row.get<std::string>(34),
                         .last_seq = row.get<std::int64_t>(4),
                         .created_at = row.get<TimePoint>(5),
                         .last_message_at = row.get<TimePoint>(6),
                         .undelivered_at = row.get<std::optional<TimePoint>>(33)},
        .item = read_item(row),
        .project_name = row.get<std::string>(11),
        .queue_id = row.get<ChannelId>(12),
        .queue_name = row.get<std::string>(13),
        .queue_color = row.get<std::string>(14),
        .customer_id = row.get<CustomerId>(15),
        .customer_name = row.get<std::string>(16),
        .customer_email = row.get<std::string>(17),
        .unread = row.get<std::int64_t>(18),
        .first_unread_seq = row.get<std::int64_t>(19),
        .seen_mark = row.get<std::int64_t>(27),
        .last_message_id = row.get<MessageId>(20),
        .last_message_seq = row.get<std::int64_t>(21),
        .last_is_deleted = row.get<bool>(28),
        .draft_at = row.get<std::optional<TimePoint>>(29),
        .draft_text = row.get<std::string>(30),
        .muted_until = row.get<std::optional<TimePoint>>(31),
    };
    if (read.last_message_id) {
        read.last_author = {stored_name<model::PersonKind>(row.get<std::string_view>(22)),
                            row.get<std::int64_t>(23)};
        read.last_author_name = row.get<std::string>(24);
        read.last_text = row.get<std::string>(25);
        read.last_at = row.get<TimePoint>(26);
    }
    return read;
}

/// Whoever takes part in a conversation that stands alone: it has no other name than theirs.
void add_participants(db::Session& session, ConversationRow& row) {
    if (row.item || row.conversation.project_id) {
        return;
    }
    row.participants = session.list(
        R"(select a.kind, a.person_id, coalesce(u.name, k.name, ''), coalesce(k.email, '')
           from participant a
           left join app_user u on a.kind = 'user' and u.user_id = a.person_id
           left join customer k on a.kind = 'customer' and k.customer_id = a.person_id
           where a.conversation_id = $1 order by a.kind, a.person_id limit $2)",
        [](const db::Row& each) {
            return ConversationRow::Participant{
                {stored_name<model::PersonKind>(each.get<std::string_view>(0)),
                 each.get<std::int64_t>(1)},
                each.get<std::string>(2),
                each.get<std::string>(3)};
        },
        row.conversation.id, limits::kDirectParticipantsMax);
    for (const auto& participant : row.participants) {
        if (participant.person.kind == model::PersonKind::customer && !row.customer_id) {
            row.customer_id = CustomerId{participant.person.id};
            row.customer_name = participant.name;
            row.customer_email = participant.email;
        }
    }
}

std::string ids_json(std::span<const ConversationId> ids) {
    std::string json = "[";
    for (const ConversationId id : ids) {
        json.append(json.size() > 1 ? "," : "").append(std::to_string(id.value));
    }
    return json + "]";
}

}  // namespace

std::vector<ConversationRow> list_conversation_rows(db::Session& session, const model::User& viewer,
                                                    const ConversationFilter& filter,
                                                    const ConversationCursor& after, int limit) {
    const std::string_view statement = filter.mine ? (filter.unread ? kUnreadOfOwn : kReadOfOwn)
                                                   : (filter.unread ? kUnreadOfAll : kReadOfPublic);
    const bool everything =
        viewer.preferences.conversations == model::ConversationAccess::all_projects;
    const auto visibility =
        filter.mine ? filter.visibility : std::optional{model::Visibility::public_};
    auto rows = session.list(
        statement, read_conversation_row, viewer.id.value, everything, after.last_message_at,
        after.id.value, limit, visibility ? name_of(*visibility) : std::string_view{},
        filter.closed ? static_cast<int>(*filter.closed) : -1, like_pattern(filter.words),
        filter.public_only_if_taken_part, ids_json(filter.found));
    for (auto& row : rows) {
        row.viewer = viewer.id;
        add_participants(session, row);
    }
    return rows;
}

std::optional<ConversationRow> find_conversation_row(db::Session& session,
                                                     const model::User& viewer,
                                                     ConversationId conversation) {
    auto row = session.one(CONVERSATION_ROW " where c.conversation_id = $2", read_conversation_row,
                           viewer.id.value, conversation);
    if (row) {
        row->viewer = viewer.id;
        add_participants(session, *row);
    }
    return row;
}

std::vector<ShownReceipt> list_receipts_between(db::Session& session, ConversationId conversation,
                                                std::int64_t first_seq, std::int64_t last_seq,
                                                int limit) {
    return session.list(
        R"(select r.receipt_id, r.message_id, r.seq, r.person_kind, r.person_id, r.state, r.rule, r.due_at,
               r.seen_at, r.mail_id, r.decided_at, o.state, d.kind, d.words, d.at
           from message m join receipt r on r.message_id = m.message_id
           left join outgoing_mail o on o.mail_id = r.mail_id
           left join delivery_report d on d.delivery_report_id = (
               select max(x.delivery_report_id) from delivery_report x where x.mail_id = r.mail_id)
           where m.conversation_id = $1 and m.seq between $2 and $3
           order by m.seq, r.receipt_id limit $4)",
        [&](const db::Row& row) {
            ShownReceipt shown{
                .receipt = {.id = row.get<ReceiptId>(0),
                            .message_id = row.get<MessageId>(1),
                            .conversation_id = conversation,
                            .seq = row.get<std::int64_t>(2),
                            .person = {stored_name<model::PersonKind>(row.get<std::string_view>(3)),
                                       row.get<std::int64_t>(4)},
                            .state = stored_name<model::ReceiptState>(row.get<std::string_view>(5)),
                            .rule = row.get<std::string>(6),
                            .due_at = row.get<std::optional<TimePoint>>(7),
                            .seen_at = row.get<std::optional<TimePoint>>(8),
                            .mail_id = row.get<MailId>(9),
                            .decided_at = row.get<TimePoint>(10)},
                .mail_state = std::nullopt,
                .report = std::nullopt};
            if (const auto state = row.get<std::optional<std::string_view>>(11)) {
                shown.mail_state = stored_name<model::MailState>(*state);
            }
            if (const auto kind = row.get<std::optional<std::string_view>>(12)) {
                shown.report = {.kind = stored_name<model::ReportKind>(*kind),
                                .words = row.get<std::string>(13),
                                .at = row.get<TimePoint>(14)};
            }
            return shown;
        },
        conversation, first_seq, last_seq, limit);
}

std::vector<MessageSenderProof> list_sender_proofs_between(db::Session& session,
                                                           ConversationId conversation,
                                                           std::int64_t first_seq,
                                                           std::int64_t last_seq, int limit) {
    return session.list(
        R"(select m.message_id, i.sender_proof
           from message m join incoming_mail i on i.incoming_mail_id = m.incoming_mail_id
           where m.conversation_id = $1 and m.seq between $2 and $3 and i.sender_proof <> ''
           order by m.message_id limit $4)",
        [](const db::Row& row) {
            return MessageSenderProof{row.get<MessageId>(0), row.get<std::string>(1)};
        },
        conversation, first_seq, last_seq, limit);
}

std::vector<model::Attachment> list_attachments_between(db::Session& session,
                                                        ConversationId conversation,
                                                        std::int64_t first_seq,
                                                        std::int64_t last_seq, int limit) {
    return session.list(
        R"(select a.attachment_id, a.message_id, a.filename, a.content_type, a.size, a.content_id, a.is_inline
           from message m join attachment a on a.message_id = m.message_id
           where m.conversation_id = $1 and m.seq between $2 and $3
           order by a.attachment_id limit $4)",
        [](const db::Row& row) {
            return model::Attachment{
                .id = row.get<AttachmentId>(0),
                .message_id = row.get<MessageId>(1),
                .filename = row.get<std::string>(2),
                .content_type = row.get<std::string>(3),
                .size = row.get<std::int64_t>(4),
                .content_id = row.get<std::string>(5),
                .is_inline = row.get<bool>(6),
            };
        },
        conversation, first_seq, last_seq, limit);
}

std::vector<HeldMail> list_held_mails_between(db::Session& session, ConversationId conversation,
                                              std::int64_t first_seq, std::int64_t last_seq,
                                              int limit) {
    return session.list(
        R"(select o.message_id, max(o.due_at)
           from message m join outgoing_mail o on o.message_id = m.message_id
           where m.conversation_id = $1 and m.seq between $2 and $3 and o.state = 'held'
             and o.due_at is not null
           group by o.message_id limit $4)",
        [](const db::Row& row) { return HeldMail{row.get<MessageId>(0), row.get<TimePoint>(1)}; },
        conversation, first_seq, last_seq, limit);
}

UnreadConversations count_unread_conversations(db::Session& session, UserId user) {
    return session
        .one(
            R"(select coalesce(sum(case when c.visibility = 'public' then 1 else 0 end), 0),
                    coalesce(sum(case when c.visibility = 'public' then 0 else 1 end), 0)
                from (select distinct conversation_id from receipt
                      where person_kind = 'user' and person_id = $1 and seen_at is null
                        and state <> 'withheld') x
                join conversation c on c.conversation_id = x.conversation_id)",
            [](const db::Row& row) {
                return UnreadConversations{row.get<std::int64_t>(0), row.get<std::int64_t>(1)};
            },
            user)
        .value_or(UnreadConversations{});
}

}  // namespace postroom::store
