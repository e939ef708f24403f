// Message identifiers: Message-ID, In-Reply-To, References.
// Invariant: results have no angle brackets and no white space; at most limits::kReferencesMax ids.
// Rule: RFC 5322 section 3.6.4 and 4.5.4; IN-5, THR-11.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace postroom::mime {

/// All ids of a raw field value, oldest first, each once. Text between them ("Your message of
/// Monday") is passed over; ids without brackets count when there is no other. Of too many, the
/// first and the newest are kept.
std::vector<std::string> parse_message_ids(std::string_view raw);

}  // namespace postroom::mime
