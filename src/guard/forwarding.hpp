// Is this the mail by which a provider asks whether it may forward to us?
// Invariant: pure; the sender's address, the number in the subject and the same number in the body
// must all be there, so that nobody's quotation of such a mail is taken for one; only a link to the
// provider itself is kept. Rule: mail-correctness.md FWD-5; feature F104.
#pragma once

#include <optional>
#include <string>

#include "mime/mail.hpp"

namespace postroom::guard {

struct ForwardingRequest {
    std::string provider;  ///< "gmail"
    std::string account;   ///< whose mail is to be forwarded; empty when the mail does not say
    std::string code;      ///< digits
    std::string link;      ///< https, at the provider; empty when there is none
};

/// Gmail and Google Workspace send "(#123456789) Gmail Forwarding Confirmation - …" in the
/// account's language.
std::optional<ForwardingRequest> judge_forwarding(const mime::Mail& mail);

}  // namespace postroom::guard
