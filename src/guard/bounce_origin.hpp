// Who sends a mail that looks like a delivery report.
// Invariant: pure; a person who answers or forwards a report stays a person.
// Rule: mail-correctness.md BNC-2 ("null sender + known formats").
#pragma once

#include <string_view>

#include "mime/mail.hpp"

namespace postroom::guard {

enum class BounceOrigin {
    person,       ///< nothing speaks for a program
    robot,        ///< the null sender, or an address that nobody reads
    list_server,  ///< a mailing list that turns away those who are not on it
    postmaster,   ///< a role that both programs and people use
    daemon,       ///< a mail system
};

BounceOrigin judge_bounce_origin(const mime::Mail& mail);

/// "Re: Undelivered Mail" is a person's answer, "Automatic reply: Undelivered Mail" a person's
/// absence.
bool is_answer_or_forward(std::string_view subject);

/// "Please confirm your message": the mail waits for its sender and is not refused.
bool is_challenge(std::string_view subject);

}  // namespace postroom::guard
