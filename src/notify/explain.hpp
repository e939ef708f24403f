// "Why did I (not) get this?": a stored receipt in words.
// Invariant: says only what the receipt proves; a mail that is merely planned is called planned.
// Rule: product.md "Explain"; features F019-F021.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/time.hpp"
#include "model/work.hpp"

namespace postroom::notify {

struct Explanation {
    enum class Channel { none, in_app, email };

    bool told = false;
    Channel channel = Channel::none;  ///< the furthest one that reached the person so far
    std::string rule;                 ///< a code of rule.hpp
    std::string sentence;             ///< English, with the real waiting time
    std::string_view place;           ///< where it stands in-app: "Messenger" or "chat or portal"
    TimePoint at{};                   ///< seen, mailed, delivered or withheld at
    std::optional<Milliseconds> seen_after;  ///< since the message was posted
    std::optional<TimePoint> email_due_at;   ///< a mail follows then unless it is seen
    /// Stable code of what describe() says, without the place: "not_told", "emailed", "seen",
    /// "planned", "only".
    std::string_view verdict;
};

std::string_view name_of(Explanation::Channel channel);

/// @param posted_at  of the message
/// @param mailed_at  when the receipt's mail was made, if there is one
Explanation explain(const model::Receipt& receipt, TimePoint posted_at,
                    std::optional<TimePoint> mailed_at = {});

/// How long the message waited, or waits, for its email; nothing when that is not known.
std::optional<Milliseconds> email_wait(const model::Receipt& receipt, TimePoint posted_at,
                                       std::optional<TimePoint> mailed_at = {});

/// The sentence of the receipt's own rule, with the real waiting time.
std::string rule_text(const model::Receipt& receipt, TimePoint posted_at);

/// One English line: "Ana: seen in Messenger after 12 s, so no email."
std::string describe(const Explanation& explanation, std::string_view person_name, TimePoint now);

}  // namespace postroom::notify
