// Posting a message: one transaction with its mails to customers and its event.
// Invariant: a client_id posts once (CHAT-1); a colleague's public answer and the customers' mails
// are durable together (P1). Rule: features F001-F011, F101, F178; OUT-2, PRV-6.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/result.hpp"
#include "db/session.hpp"
#include "desk/audience.hpp"
#include "desk/environment.hpp"
#include "model/mail_flow.hpp"
#include "model/work.hpp"
#include "store/blob.hpp"

namespace postroom::desk {

/// A file that comes with the message itself, not uploaded before.
struct EnclosedFile {
    std::string filename;
    std::string content_type;
    std::string content_id;
    bool is_inline = false;
    store::PackedBlob blob;
};

struct NewMessage {
    ConversationId conversation_id;
    model::Person author;
    std::string author_name;
    model::Origin origin = model::Origin::app;
    model::Trust trust = model::Trust::known;
    std::string text;          ///< UTF-8, may be empty when there are files
    std::string html;          ///< sanitised already; may be empty
    std::string visible_text;  ///< empty = the whole text
    std::string client_id;     ///< empty = none
    bool is_automatic = false;
    std::vector<AttachmentId> attachment_ids;  ///< uploaded before by the author
    std::vector<EnclosedFile> files;
    IncomingMailId incoming_mail_id;
    std::string mail_message_id;  ///< of the incoming mail, for threading
    std::vector<std::string> warnings;
    UserId for_user_id{};          ///< a notice that nobody else is told of (BNC-6)
    std::vector<UserId> mentions;  ///< named with @
    /// Nothing is posted when a colleague answered after this message. (product.md, "answered
    /// once")
    std::optional<std::int64_t> unless_answered_after;
    bool discards_draft = false;       ///< the author's draft here is what is being posted
    std::optional<TimePoint> send_at;  ///< customers' mails leave then ("send later")
    model::Importance importance = model::Importance::normal;  ///< of customers' mails (F162)
    std::optional<Milliseconds>
        undo_delay;  ///< of the author; customers' mails wait so long (OUT-14)
};

struct Posted {
    model::Message message;
    bool was_there = false;  ///< the same client_id had been posted: nothing was done again
    std::vector<MailId> mails;
};

/// The caller has checked that the author may write here. Errors: not_found, invalid, conflict (no
/// connector; `answered_meanwhile`).
Result<Posted> post_message(db::Session& session, const Environment& env, NewMessage message,
                            const PresentCustomers& present = {});

/// Marks everything up to a message as seen by this person; no mail goes out for it any more.
/// (F009, F020) Returns how many messages were seen just now.
Result<std::int64_t> mark_seen(db::Session& session, const Environment& env,
                               ConversationId conversation, model::Person person,
                               std::int64_t up_to_seq);

/// Foresee: whom a message would reach, and how, if it were posted now.
struct Forecast {
    notify::Decision decision;
    std::string name;
    bool mail_comes_back = false;  ///< mail there bounced for good or was complained of (BNC-4)
    bool has_complained = false;   ///< BNC-7
};
Result<std::vector<Forecast>> foresee(db::Session& session, const Environment& env,
                                      ConversationId conversation, const model::User& author,
                                      const PresentCustomers& present = {},
                                      std::span<const UserId> mentions = {});

/// Whom a message of this conversation can name: active users who may open it.
struct Mentionable {
    UserId id;
    std::string name;
};
std::vector<Mentionable> list_mentionable(db::Session& session, const Environment& env,
                                          const Place& place);

}  // namespace postroom::desk
