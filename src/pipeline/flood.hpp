// One sender, very many mails: what the ceilings of LOOP-6 say before a mail becomes a message.
// Invariant: bounded reads whatever the sender did; nothing is lost, it is only gathered or kept
// from causing mail. Rule: mail-correctness.md LOOP-4, LOOP-6; threat T9, T34.
#pragma once

#include <string>

#include "db/session.hpp"
#include "desk/environment.hpp"
#include "guard/ceilings.hpp"
#include "mime/mail.hpp"

namespace postroom::pipeline {

/// Too many servers passed the mail on, or we did too often: it runs in a circle.
guard::CeilingVerdict judge_hops(const mime::Mail& mail);

struct SenderVerdict {
    guard::CeilingVerdict ceiling;
    ItemId storm_item;  ///< collects what is too much, if it was begun
};
/// For a mail that would begin one more item of this customer.
/// @param text  as the item's description would be
SenderVerdict judge_new_item(db::Session& session, const desk::Environment& env, CustomerId sender,
                             std::string_view title, std::string_view text);

/// For a mail that adds one more message of this person to a conversation.
guard::CeilingVerdict judge_message(db::Session& session, const desk::Environment& env,
                                    ConversationId conversation, model::Person author,
                                    std::string_view text);

/// The title of the item that collects a sender's flood.
std::string storm_title(std::string_view address);

}  // namespace postroom::pipeline
