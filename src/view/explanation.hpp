// "Why did I (not) get this?": every person concerned by a message or a mail, with what became of
// it. Invariant: says only what rows prove; the API, the panel behind the status icons and
// `postroom explain` say the same. Rule: product.md "Explain"; issue 2 point 8.
#pragma once

#include <optional>
#include <string>

#include "db/session.hpp"
#include "desk/environment.hpp"
#include "model/work.hpp"
#include "view/json.hpp"

namespace postroom::view {

/// Narrows an explanation to one person: "user:3", "customer:7" or an address; empty = everybody.
struct WhoAsked {
    std::string text;
};

/// The explanation of a message, as JSON; nothing when there is no such message. Somebody who is
/// named and has no receipt is answered, too: by what counts for them today.
std::optional<Object> explain_message(db::Session& session, const desk::Environment& env,
                                      MessageId message, const WhoAsked& who);

/// The explanation of one outgoing mail; nothing when there is no such mail.
std::optional<Object> explain_mail(db::Session& session, MailId mail, const WhoAsked& who,
                                   TimePoint now);

/// What one person got of an item's messages, and why not of the others: those that the viewer may
/// see, newest first, below `before` (0 = from the newest). Nothing when there is no such person.
std::optional<Object> explain_person(db::Session& session, const desk::Environment& env,
                                     const model::User& viewer, ItemId item, model::Person person,
                                     MessageId before, int limit);

}  // namespace postroom::view
