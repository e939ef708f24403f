// Every mail that we answered 250 for, and where it ended.
// Invariant: one row for one mail and envelope recipient, with exactly one outcome (I1). Rule:
// IN-1, IN-2.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "db/session.hpp"
#include "model/mail_flow.hpp"

namespace postroom::store {

IncomingMailId insert_incoming_mail(db::Session& session, const model::IncomingMail& mail);

/// Mails that wait for the intake, oldest first, after `after`.
std::vector<model::IncomingMail> list_pending_mails(db::Session& session, IncomingMailId after,
                                                    int limit);
std::optional<model::IncomingMail> find_incoming_mail(db::Session& session, IncomingMailId id);
/// JSON object of pipeline/settle; empty while the mail waits.
std::string find_sender_proof(db::Session& session, IncomingMailId id);
/// The From address that the intake read; empty while the mail waits.
std::string find_sender_address(db::Session& session, IncomingMailId id);
std::int64_t count_pending_mails(db::Session& session);

struct Disposition {
    model::IncomingOutcome outcome = model::IncomingOutcome::quarantine;
    std::string reason;  ///< one sentence for the mail log
    std::string subject;
    std::string from_address;
    std::string dedup_key;  ///< raw bytes; empty when the mail could not be read
    ItemId item_id;
    MessageId message_id;
    int parser_version = 0;
    std::string sender_proof;  ///< JSON object of pipeline/settle; empty when nothing was found out
};
/// Writes the outcome of a pending mail; false when it has one already.
bool record_outcome(db::Session& session, IncomingMailId id, const Disposition& disposition,
                    TimePoint now);
/// Counts one more try, before it begins, so that a mail that kills the process is known. (IN-6
/// poison rule)
int record_try(db::Session& session, IncomingMailId id);
/// Puts a mail back to the intake ("process again"); false when it is pending already.
bool reopen_incoming_mail(db::Session& session, IncomingMailId id);

/// Asks for a mail to be understood anew; false when nothing understood it yet.
bool want_reread(db::Session& session, IncomingMailId id, UserId by);
/// The same for up to `limit` mails that became messages, newest first, and that a parser older
/// than `version` read. Returns how many.
std::int64_t want_rereads(db::Session& session, int version, UserId by, int limit);
/// Puts up to `limit` quarantined mails that a parser older than `version` gave up on back to the
/// intake. Returns how many.
std::int64_t reopen_quarantined(db::Session& session, int version, int limit);
struct WantedReread {
    model::IncomingMail mail;
    MessageId message_id;
    UserId by;
};
bool is_reread_wanted(db::Session& session);
/// Takes the wishes out of the table, oldest mail first: one that ends the program is not tried
/// again. (IN-4)
std::vector<WantedReread> take_rereads(db::Session& session, int limit);
/// What the newer parser says of a mail whose outcome stands.
void record_reread(db::Session& session, IncomingMailId id, std::string_view subject,
                   std::string_view dedup_key, int parser_version);

/// The message that a mail with this key became, if there was one. (IN-10)
struct Earlier {
    IncomingMailId id;
    ItemId item_id;
    MessageId message_id;
};
std::optional<Earlier> find_by_dedup_key(db::Session& session, std::string_view key,
                                         IncomingMailId other_than);

/// Remembers that a mail with this Message-ID belongs to the conversation; the first one wins.
void insert_mail_reference(db::Session& session, std::string_view reference,
                           ConversationId conversation, MessageId message);
struct KnownReference {
    ConversationId conversation_id;
    MessageId message_id;
};
std::optional<KnownReference> find_mail_reference(db::Session& session, std::string_view reference);
/// The references of a conversation, oldest first, for the References field. (THR-11)
std::vector<std::string> list_mail_references(db::Session& session, ConversationId conversation,
                                              int limit);

}  // namespace postroom::store
