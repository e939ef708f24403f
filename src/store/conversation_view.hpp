// Conversations as the Messenger lists them, and the pieces that stand below their messages.
// Invariant: nobody gets a row that they may not see (access_sql.hpp); every list is limited.
// Rule: ui.md "Messenger"; features F014, F016-F021, F026.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "db/session.hpp"
#include "model/mail_flow.hpp"
#include "model/people.hpp"
#include "model/work.hpp"

namespace postroom::store {

struct ConversationRow {
    model::Conversation conversation;
    std::optional<model::Item> item;  ///< id, type, title, status and state only
    std::string project_name;
    ChannelId queue_id;
    std::string queue_name;
    std::string queue_color;
    CustomerId customer_id;  ///< the item's requester, or whoever chats
    std::string customer_name;
    std::string customer_email;
    std::int64_t unread = 0;
    std::int64_t first_unread_seq = 0;  ///< 0 = nothing told is unseen
    std::int64_t seen_mark = 0;         ///< up to where the viewer said to have seen
    MessageId last_message_id;
    std::int64_t last_message_seq = 0;
    model::Person last_author;
    std::string last_author_name;
    std::string last_text;  ///< the beginning of it
    bool last_is_deleted = false;
    std::optional<TimePoint> draft_at;     ///< the viewer has written something and not sent it
    std::string draft_text;                ///< the beginning of it
    std::optional<TimePoint> muted_until;  ///< for the viewer; may be over already
    TimePoint last_at{};
    struct Participant {
        model::Person person;
        std::string name;
        std::string email;  ///< of a customer
    };
    UserId viewer;
    std::vector<Participant> participants;  ///< only when it hangs on nothing
};

/// Where a page begins: after this conversation, in the order of the list.
struct ConversationCursor {
    TimePoint last_message_at = from_unix_ms(INT64_MAX);
    ConversationId id{INT64_MAX};
};

struct ConversationFilter {
    bool mine =
        false;  ///< followed or taken part in; else every public one that the viewer may see
    /// Of the own public conversations only those taken part in: the others stand in "From
    /// customers" (F018).
    bool public_only_if_taken_part = false;
    std::optional<model::Visibility> visibility;
    std::optional<bool> closed;
    bool unread = false;  ///< those with unseen messages, or exactly those without
    std::string words;    ///< part of the item's title, or of the customer's name or address
    std::vector<ConversationId> found;  ///< or one of these, where messages hold the words
};

/// Latest message first.
std::vector<ConversationRow> list_conversation_rows(db::Session& session, const model::User& viewer,
                                                    const ConversationFilter& filter,
                                                    const ConversationCursor& after, int limit);
/// Without asking whether the viewer may see it: check with may_see_conversation first.
std::optional<ConversationRow> find_conversation_row(db::Session& session,
                                                     const model::User& viewer,
                                                     ConversationId conversation);

/// Messages above `after_seq`, oldest first: what a client missed (CHAT-2).
std::vector<model::Message> list_messages_after(db::Session& session, ConversationId conversation,
                                                std::int64_t after_seq, int limit);
/// Messages of all conversations of an item that the viewer may see, newest first, below `before`
/// (0 = from the newest).
struct MessageOfItem {
    model::Message message;
    model::Visibility visibility = model::Visibility::public_;
};
std::vector<MessageOfItem> list_messages_of_item(db::Session& session, const model::User& viewer,
                                                 ItemId item, MessageId before, int limit);
/// The last that was reported about a mail after it had left.
struct LastReport {
    model::ReportKind kind = model::ReportKind::soft;
    std::string words;
    TimePoint at{};
};
/// A receipt, and how far the mail is that carries its message, if one does.
struct ShownReceipt {
    model::Receipt receipt;
    std::optional<model::MailState> mail_state;
    std::optional<LastReport> report{};
};
/// Receipts of the messages with these numbers of one conversation, by message and person.
std::vector<ShownReceipt> list_receipts_between(db::Session& session, ConversationId conversation,
                                                std::int64_t first_seq, std::int64_t last_seq,
                                                int limit);
/// Attachments of the messages with these numbers of one conversation.
std::vector<model::Attachment> list_attachments_between(db::Session& session,
                                                        ConversationId conversation,
                                                        std::int64_t first_seq,
                                                        std::int64_t last_seq, int limit);
/// What was found out about the senders of the messages that came as mails. (THR-6)
struct MessageSenderProof {
    MessageId message_id;
    std::string json;
};
std::vector<MessageSenderProof> list_sender_proofs_between(db::Session& session,
                                                           ConversationId conversation,
                                                           std::int64_t first_seq,
                                                           std::int64_t last_seq, int limit);
/// Until when mails of these messages wait for their undo time; only held ones.
struct HeldMail {
    MessageId message_id;
    TimePoint due_at{};
};
std::vector<HeldMail> list_held_mails_between(db::Session& session, ConversationId conversation,
                                              std::int64_t first_seq, std::int64_t last_seq,
                                              int limit);

/// Conversations with unseen messages, by visibility: the numbers at the Messenger's sections.
struct UnreadConversations {
    std::int64_t public_ = 0;
    std::int64_t internal = 0;
};
UnreadConversations count_unread_conversations(db::Session& session, UserId user);

}  // namespace postroom::store
