// Is this the mail by which a provider asks whether it may forward to us?
// Invariant: pure; a robot's address, a question in the subject and what answers it in the body
// must all be there, so that nobody's quotation of such a mail is taken for one; a link is kept
// only to the provider itself, proved where any provider counts. Rule: mail-correctness.md FWD-5;
// feature F104.
#pragma once

#include <optional>
#include <string>

#include "mime/mail.hpp"

namespace postroom::guard {

struct ForwardingRequest {
    std::string provider;  ///< "gmail", or the domain of whoever asks
    std::string account;   ///< whose mail is to be forwarded; empty when the mail does not say
    std::string code;      ///< digits; empty when another provider sent none
    std::string link;      ///< https, at the provider; empty when there is none
};

/// What is known about the mail beside its own words.
struct ForwardingContext {
    std::string_view recipient{};   ///< the creation address that it came to
    bool is_sender_proved = false;  ///< by DKIM or ARC of the domain it names
};

/// Gmail and Google Workspace send "(#123456789) Gmail Forwarding Confirmation - …" in the
/// account's language. Of others the form is not known: there a no-reply address must write to the
/// creation address itself, in nobody's answer, with a subject that asks to confirm a forwarding,
/// and with a code or a link to act on. (English, French, Italian, Russian, German, Spanish)
std::optional<ForwardingRequest> judge_forwarding(const mime::Mail& mail,
                                                  const ForwardingContext& context = {});

}  // namespace postroom::guard
