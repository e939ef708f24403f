// The only writer of mail content to an SMTP peer.
// Invariant: what leaves holds CR and LF only as the pair CR LF, and no line of it is a lone dot.
// (OUT-23) Rule: RFC 5321 section 4.5.2; the outbound half of SRV-1's smuggling matrix.
#pragma once

#include <string>
#include <string_view>

namespace postroom::smtp {

/// Appends `content` to `out` as the text after DATA, ending with CR LF but without the final dot.
/// A lone LF becomes CR LF, a lone CR a space: the same input always gives the same bytes.
void append_stuffed(std::string& out, std::string_view content);

/// The end of the text, sent only after the caller has recorded that it is about to be. (P4)
inline constexpr std::string_view kFinalDot = ".\r\n";

}  // namespace postroom::smtp
