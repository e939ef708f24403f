// One signature over fields and body: DKIM-Signature and ARC-Message-Signature are read alike.
// Rule: RFC 6376 sections 3.5, 3.7 and 6.1; RFC 8617 section 4.1.2.
#pragma once

#include <optional>
#include <string>

#include "core/result.hpp"
#include "core/time.hpp"
#include "dkim/canonical.hpp"
#include "dkim/key.hpp"
#include "dkim/message.hpp"
#include "dkim/tags.hpp"

namespace postroom::dkim {

enum class Role { dkim, arc };

/// Who signed.
struct Signer {
    std::string domain;  ///< d=, lower case
    std::string selector;
};

/// Checks the signature in `field` against the message that it stands in.
/// @param at  when the mail was received, for x= (RFC 6376 section 3.5); nothing: never too late
/// Errors: `invalid` with the reason in words.
Result<Signer> verify_signature(const Message& message, const Field& field, Role role,
                                const KeyLookup& lookup, std::optional<TimePoint> at);

/// `field` as it was when it was signed: with an empty b= tag, canonical, without its CRLF.
/// (RFC 6376 section 3.7)
std::string canonical_unsigned(const Field& field, Canonical how);

/// The question to ask of the key of a signature with these tags. Errors: a=, d= or s= is missing
/// or unknown.
Result<KeyQuestion> key_question_of(const Tags& tags);

/// The raw bytes of b=. Errors: there is none, or it is not base64.
Result<std::string> signature_bytes_of(const Tags& tags);

/// t= and x= are numbers when they are there.
bool has_valid_times(const Tags& tags);

}  // namespace postroom::dkim
