// Hard or soft: what the words and codes of a refusal mean for the address.
// Invariant: pure; a temporary code never makes an address bad; what is unknown is soft, so nobody
// is suppressed by mistake. Rule: mail-correctness.md BNC-4; RFC 3463.
#pragma once

#include <string_view>

#include "guard/bounce.hpp"

namespace postroom::guard {

/// @param words  what the other side said, any number of lines
BounceClass judge_bounce_class(std::string_view words, std::string_view status,
                               std::string_view reply_code);

}  // namespace postroom::guard
