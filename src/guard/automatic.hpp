// Was this mail written by a machine?
// Invariant: pure; weak signs alone never decide, and every decision names its reasons.
// Rule: mail-correctness.md LOOP-3, LOOP-4; RFC 3834; RFC 2919.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "mime/mail.hpp"

namespace postroom::guard {

struct Automatic {
    bool is_automatic = false;
    /// "code: sentence", such as "auto_submitted: The header Auto-Submitted says auto-replied."
    std::vector<std::string> reasons;
    /// The sender asks for no automatic answer; true for every automatic mail, and for some that a
    /// person wrote.
    bool suppress_ack = false;
};

/// Whether a mail is automatic (vacation notice, list, report, notification), and why. (LOOP-3)
///
/// @param envelope_from  the SMTP sender: "<>" for the null sender, empty when it is not known
Automatic judge_automatic(const mime::Mail& mail, std::string_view envelope_from = {});

}  // namespace postroom::guard
