// Turning messages into the mail that carries them.
// Invariant: only messages of a public conversation can become a mail to a customer (PRV-6); the
// bytes are made once and frozen (OUT-2). Rule: OUT-2, THR-1, THR-11, LOOP-1; features F008, F020,
// F101, F102, F115-F124.
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

namespace postroom::desk {

struct Recipient {
    model::Person person;
    std::string name;
    std::string email;
    std::string language;  ///< en, fr, it, ru; anything else is English
};

/// How the mail is sent and what is recorded with it.
struct MailOrder {
    model::MailKind kind = model::MailKind::reply;
    UserId author_id;       ///< who caused it; none when the product did
    std::string reason;     ///< rule code
    TimePoint due_at{};     ///< not before (undo, send later)
    bool suppress = false;  ///< made and kept readable, never sent (F090, F130)
    model::Importance importance = model::Importance::normal;
    bool is_system_generated = false;
    ConnectorId connector_id{};  ///< leaves through this one; none = as its queue says
};

/// Stores the mail that carries `messages` (oldest first, all of one conversation) to one person.
/// One message of a user to a customer is a plain reply; anything else is a notification with the
/// item's overview and every message in it.
Result<MailId> compose_message_mail(db::Session& session, const Environment& env,
                                    const Place& place, std::span<const model::Message> messages,
                                    const Recipient& recipient, const MailOrder& order);

/// A mail that carries no message: test mail, assignment, what became of a request.
struct PlainMail {
    std::string subject;
    std::string text;
    ItemId item_id;
    std::string html{};                ///< empty = made from the text
    ConversationId conversation_id{};  ///< where an answer belongs; none = nowhere
};
Result<MailId> compose_plain_mail(db::Session& session, const Environment& env,
                                  const PlainMail& mail, const Recipient& recipient,
                                  const MailOrder& order);

}  // namespace postroom::desk
