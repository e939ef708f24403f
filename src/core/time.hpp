// Points in time and their text forms.
// Invariant: every stored or compared time is UTC with millisecond resolution.
// Rule: architecture.md "Time"; RFC 3339 for the text form.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace postroom {

using Milliseconds = std::chrono::milliseconds;
using TimePoint = std::chrono::sys_time<Milliseconds>;

/// Unix time in milliseconds, the form in which the database holds a time (`*_at`).
constexpr std::int64_t to_unix_ms(TimePoint time) { return time.time_since_epoch().count(); }
constexpr TimePoint from_unix_ms(std::int64_t ms) { return TimePoint{Milliseconds{ms}}; }

/// "2026-11-21T09:30:00.123Z", the form of the API (RFC 3339).
std::string format_rfc3339(TimePoint time);

/// Reads RFC 3339 with any zone; nothing when the text is no such time.
std::optional<TimePoint> parse_rfc3339(std::string_view text);

/// "Sat, 21 Nov 2026 09:30:00 +0000", the Date field of mail (RFC 5322 section 3.3).
std::string format_rfc5322(TimePoint time);

}  // namespace postroom
