// Rows for tests of the store, each with sensible values for whatever a test does not speak about.
#pragma once

#include <string>

#include "both_engines.hpp"
#include "store/blob.hpp"
#include "store/channel.hpp"
#include "store/follower.hpp"
#include "store/incoming_mail.hpp"
#include "store/item.hpp"
#include "store/outgoing_mail.hpp"
#include "store/people.hpp"
#include "store/receipt.hpp"

namespace postroom::store {

using namespace std::chrono_literals;

inline UserId a_user(db::Session& session, const std::string& email = "lea@example.com",
                     model::Role role = model::Role::member) {
    return insert_user(session, {.email = email,
                                 .name = "Lea",
                                 .role = role,
                                 .preferences = model::default_preferences(role),
                                 .created_at = kNow})
        .value();
}

inline CustomerId a_customer(db::Session& session, const std::string& email = "ana@example.org") {
    return ensure_customer(session, email, "Ana", kNow);
}

inline ChannelId a_channel(db::Session& session, const std::string& address = "help@example.com") {
    return insert_channel(session, {.name = address, .color = "#336699", .address = address}, kNow)
        .value();
}

inline ConnectorId a_connector(db::Session& session, const std::string& name = "builtin") {
    return insert_connector(session, {.name = name, .is_default = true}, kNow).value();
}

inline ItemId an_item(db::Session& session, const std::string& title = "Printer on fire") {
    return insert_item(session, {.title = title, .status = "new", .created_at = kNow});
}

inline ConversationId a_conversation(db::Session& session, ItemId item,
                                     model::Visibility visibility = model::Visibility::public_) {
    return insert_conversation(session, visibility, item, {}, kNow);
}

inline MessageId a_message(db::Session& session, ConversationId conversation,
                           const std::string& text = "It burns.") {
    return insert_message(session, {.conversation_id = conversation,
                                    .author_name = "Ana",
                                    .text = text,
                                    .visible_text = text,
                                    .created_at = kNow})
        .id;
}

inline BlobId a_blob(db::Session& session,
                     std::string_view content = "Subject: hello\r\n\r\nhello\r\n") {
    return insert_blob(session, pack_blob(content));
}

inline IncomingMailId an_incoming_mail(db::Session& session) {
    return insert_incoming_mail(session, {.envelope_from = "ana@example.org",
                                          .recipient = "help@example.com",
                                          .via = "smtp",
                                          .client = "192.0.2.1",
                                          .blob_id = a_blob(session),
                                          .size = 24,
                                          .received_at = kNow});
}

/// A mail ready to leave now; change what a test needs before inserting it.
inline model::OutgoingMail an_outgoing_mail(db::Session& session, ConnectorId connector,
                                            const std::string& header = "1@example.com") {
    return {.kind = model::MailKind::reply,
            .state = model::MailState::ready,
            .connector_id = connector,
            .envelope_from = "bounce@example.com",
            .from_address = "help@example.com",
            .recipient = "ana@example.org",
            .subject = "Re: Printer on fire",
            .message_id_header = header,
            .blob_id = a_blob(session),
            .size = 24,
            .reason = "relay",
            .due_at = kNow,
            .created_at = kNow};
}

}  // namespace postroom::store
