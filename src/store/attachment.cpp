// Attachments; see item.hpp.
#include "core/check.hpp"
#include "store/item.hpp"

namespace postroom::store {
namespace {

#define ATTACHMENT_COLUMNS \
    "attachment_id, message_id, filename, content_type, size, blob_id, content_id, is_inline"

model::Attachment read_attachment(const db::Row& row) {
    return {
        .id = row.get<AttachmentId>(0),
        .message_id = row.get<MessageId>(1),
        .filename = row.get<std::string>(2),
        .content_type = row.get<std::string>(3),
        .size = row.get<std::int64_t>(4),
        .blob_id = row.get<BlobId>(5),
        .content_id = row.get<std::string>(6),
        .is_inline = row.get<bool>(7),
    };
}

UserId user_of(model::Person person) {
    return UserId{person.kind == model::PersonKind::user ? person.id : 0};
}

CustomerId customer_of(model::Person person) {
    return CustomerId{person.kind == model::PersonKind::customer ? person.id : 0};
}

}  // namespace

AttachmentId insert_attachment(db::Session& session, const model::Attachment& attachment,
                               model::Person uploaded_by, TimePoint now) {
    const auto id = session.one(
        R"(insert into attachment (message_id, uploaded_by, uploaded_by_customer, filename, content_type,
               size, blob_id, content_id, is_inline, created_at)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) returning attachment_id)",
        [](const db::Row& row) { return row.get<AttachmentId>(0); }, attachment.message_id,
        user_of(uploaded_by), customer_of(uploaded_by), attachment.filename,
        attachment.content_type, attachment.size, attachment.blob_id, attachment.content_id,
        attachment.is_inline, now);
    CHECK(id.has_value());
    return *id;
}

void update_attachment(db::Session& session, const model::Attachment& attachment) {
    session.execute(
        R"(update attachment set filename = $2, content_type = $3, content_id = $4, is_inline = $5
           where attachment_id = $1)",
        attachment.id, attachment.filename, attachment.content_type, attachment.content_id,
        attachment.is_inline);
}

void delete_attachment(db::Session& session, AttachmentId id) {
    session.execute("delete from attachment where attachment_id = $1", id);
}

bool attach_to_message(db::Session& session, AttachmentId attachment, model::Person uploaded_by,
                       MessageId message) {
    return session.execute(
               R"(update attachment set message_id = $4
                  where attachment_id = $1 and message_id is null
                  and (uploaded_by = $2 or uploaded_by_customer = $3))",
               attachment, user_of(uploaded_by), customer_of(uploaded_by), message) == 1;
}

std::optional<model::Person> find_uploader(db::Session& session, AttachmentId attachment) {
    return session.one(
        R"(select uploaded_by, uploaded_by_customer from attachment
           where attachment_id = $1 and message_id is null)",
        [](const db::Row& row) {
            const auto user = row.get<UserId>(0);
            return user ? model::person(user) : model::person(row.get<CustomerId>(1));
        },
        attachment);
}

std::int64_t count_loose_uploads(db::Session& session, CustomerId uploaded_by, TimePoint since) {
    return session
        .one(
            R"(select count(*) from attachment
                where uploaded_by_customer = $1 and message_id is null and created_at > $2)",
            [](const db::Row& row) { return row.get<std::int64_t>(0); }, uploaded_by, since)
        .value_or(0);
}

std::optional<model::Attachment> find_attachment(db::Session& session, AttachmentId id) {
    return session.one("select " ATTACHMENT_COLUMNS " from attachment where attachment_id = $1",
                       read_attachment, id);
}

std::vector<model::Attachment> list_attachments(db::Session& session, MessageId message) {
    return session.list("select " ATTACHMENT_COLUMNS
                        " from attachment where message_id = $1 order by attachment_id limit 1000",
                        read_attachment, message);
}

}  // namespace postroom::store
