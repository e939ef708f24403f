// How a row of outgoing_mail becomes a value; for store/ only.
// Invariant: the order of OUTGOING_COLUMNS is the order in which read_outgoing reads.
#pragma once

#include "db/row.hpp"
#include "model/mail_flow.hpp"

#define OUTGOING_COLUMNS                                                                           \
    "mail_id, kind, state, connector_id, item_id, conversation_id, message_id, recipient_kind, "   \
    "recipient_id, author_id, envelope_from, from_address, recipient, subject, "                   \
    "message_id_header, "                                                                          \
    "blob_id, size, attachment_count, importance, is_system_generated, reason, due_at, attempts, " \
    "last_attempt_at, first_failure_at, last_failure, remote_reply, fence, created_at, "           \
    "finished_at"

namespace postroom::store {

inline model::OutgoingMail read_outgoing(const db::Row& row) {
    using model::stored_name;
    return {
        .id = row.get<MailId>(0),
        .kind = stored_name<model::MailKind>(row.get<std::string_view>(1)),
        .state = stored_name<model::MailState>(row.get<std::string_view>(2)),
        .connector_id = row.get<ConnectorId>(3),
        .item_id = row.get<ItemId>(4),
        .conversation_id = row.get<ConversationId>(5),
        .message_id = row.get<MessageId>(6),
        .recipient_person = {stored_name<model::PersonKind>(row.get<std::string_view>(7)),
                             row.get<std::int64_t>(8)},
        .author_id = row.get<UserId>(9),
        .envelope_from = row.get<std::string>(10),
        .from_address = row.get<std::string>(11),
        .recipient = row.get<std::string>(12),
        .subject = row.get<std::string>(13),
        .message_id_header = row.get<std::string>(14),
        .blob_id = row.get<BlobId>(15),
        .size = row.get<std::int64_t>(16),
        .attachment_count = row.get<int>(17),
        .importance = stored_name<model::Importance>(row.get<std::string_view>(18)),
        .is_system_generated = row.get<bool>(19),
        .reason = row.get<std::string>(20),
        .due_at = row.get<std::optional<TimePoint>>(21),
        .attempts = row.get<int>(22),
        .last_attempt_at = row.get<std::optional<TimePoint>>(23),
        .first_failure_at = row.get<std::optional<TimePoint>>(24),
        .last_failure = row.get<std::string>(25),
        .remote_reply = row.get<std::string>(26),
        .fence = row.get<std::int64_t>(27),
        .created_at = row.get<TimePoint>(28),
        .finished_at = row.get<std::optional<TimePoint>>(29),
    };
}

}  // namespace postroom::store
