// Abuse reports of mailbox providers (feedback loops).
// Invariant: pure; only a well-formed ARF report counts.
// Rule: mail-correctness.md BNC-7; RFC 5965, 6591, 6650.
#pragma once

#include <string>
#include <string_view>

#include "mime/mail.hpp"

namespace postroom::guard {

enum class FeedbackKind {
    none,          ///< no feedback report
    abuse,         ///< a person pressed "this is spam"
    opt_out,       ///< a person wants no more of this
    auth_failure,  ///< our own authentication failed (RFC 6591)
};

struct Feedback {
    FeedbackKind kind = FeedbackKind::none;
    std::string recipient;            ///< who complains, if told
    std::string original_message_id;  ///< of the mail complained about, without angle brackets
};

/// "abuse", "opt-out", "auth-failure"; empty for none.
std::string_view to_string(FeedbackKind kind);

Feedback judge_feedback(const mime::Mail& mail);

}  // namespace postroom::guard
