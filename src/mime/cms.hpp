// The signed content inside an opaque S/MIME signature.
// Invariant: linear, no recursion; anything that is no signed data gives nothing. Nothing is
// verified and nothing decrypted. Rule: RFC 5652 sections 3 and 5, RFC 8551 section 3.5.2, X.690
// (BER); IN-14.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace postroom::mime {

/// The MIME entity that a CMS SignedData value carries; nothing when the bytes are encrypted,
/// detached or no CMS at all.
std::optional<std::string> signed_content(std::string_view cms);

}  // namespace postroom::mime
