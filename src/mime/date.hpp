// The Date field, as senders write it.
// Invariant: a result is a real calendar date; the mail's own zone is kept.
// Rule: RFC 5322 section 3.3 and 4.3 (obsolete zones and years), RFC 3339 for the output.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/time.hpp"

namespace postroom::mime {

struct MailDate {
    std::string text;  ///< "2003-07-01T10:52:37+02:00"
    TimePoint utc;
};

/// Reads RFC 5322 dates and what passes for them (asctime, ISO 8601, two-digit years, named zones,
/// missing seconds, comments); nothing when there is no day or no time of day.
std::optional<MailDate> parse_date(std::string_view raw);

}  // namespace postroom::mime
