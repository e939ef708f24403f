// An author's second thoughts: changing a message or taking it back within a minute.
// Invariant: a mail that has left never says anything else than the message did; a mail that has
// not left says what the message says now, or never leaves (I5, OUT-2). What stood there is kept.
// Rule: issue 4 points 4 and 10; F020; OUT-12.
#pragma once

#include <string>
#include <vector>

#include "core/result.hpp"
#include "db/session.hpp"
#include "desk/environment.hpp"
#include "model/work.hpp"

namespace postroom::desk {

struct MessageChange {
    MessageId message_id;
    model::Person actor;
    std::string text;              ///< UTF-8
    std::string html;              ///< sanitised already; may be empty
    std::vector<UserId> mentions;  ///< all of them, also those named before
};

/// The message as it reads now. The caller has checked that the actor may see it.
/// Errors: not_found; denied `not_your_message`; invalid; conflict `message_deleted`,
/// `change_too_late`, `mail_has_left`.
Result<model::Message> change_message(db::Session& session, const Environment& env,
                                      const MessageChange& change);

/// Its words go, its place stays. The same errors.
Result<model::Message> delete_message(db::Session& session, const Environment& env,
                                      MessageId message, model::Person actor);

}  // namespace postroom::desk
