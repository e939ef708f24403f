// What becomes of a message that its author changes or takes back, and whom a message names.
// Invariant: the words that stood there are kept as a revision before they go. Rule: issue 4 point
// 4; SEC-21 (audit).
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "db/session.hpp"
#include "model/work.hpp"

namespace postroom::store {

/// Keeps what the message says now, then writes what `message` says: text, html, visible text.
void rewrite_message(db::Session& session, const model::Message& message, TimePoint now);
/// Keeps what the message says now, then empties it.
void erase_message(db::Session& session, MessageId message, TimePoint now);

struct MessageRevision {
    TimePoint replaced_at{};
    std::string text;
    std::string html;
};
/// What a message said before, oldest first.
std::vector<MessageRevision> list_message_revisions(db::Session& session, MessageId message,
                                                    int limit);

/// The receipts of a message that was taken back: whoever has not seen it is told nothing any more.
void withdraw_receipts(db::Session& session, MessageId message, std::string_view rule,
                       TimePoint now);
/// The messages that a mail carries, in their order.
std::vector<MessageId> list_messages_of_mail(db::Session& session, MailId mail);
/// Another mail carries from now on what `from` carried.
void move_receipts(db::Session& session, MailId from, MailId to);
/// Why a cancelled mail was cancelled, for the mail log.
void record_cancel_reason(db::Session& session, MailId mail, std::string_view reason);

/// Exactly these are named in the message.
void save_mentions(db::Session& session, MessageId message, std::span<const UserId> users);
std::vector<UserId> list_mentions(db::Session& session, MessageId message);
bool is_mentioned(db::Session& session, MessageId message, UserId user);
struct Mention {
    MessageId message_id;
    UserId user_id;
    std::string name;
};
/// The mentions of the messages with these numbers of one conversation.
std::vector<Mention> list_mentions_between(db::Session& session, ConversationId conversation,
                                           std::int64_t first_seq, std::int64_t last_seq,
                                           int limit);

}  // namespace postroom::store
