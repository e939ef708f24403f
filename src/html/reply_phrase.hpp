// The words that mail programs write around what they quote, in the languages that people write to
// us in. Invariant: data only; one table a kind, one line a language where that reads well. Rule:
// mail-correctness.md IN-15 "localised rules".
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace postroom::html {

enum class HeaderLabel : std::uint8_t { none, from, date, to, subject, other };

struct LabelPhrase {
    std::string_view text;
    HeaderLabel label;
};

/// "From", "Von", "De"... before the colon of a quoted header block.
std::span<const LabelPhrase> header_labels();
/// "wrote", "a écrit"...: with a date, a time or an address and a colon at the end they introduce a
/// quote.
std::span<const std::string_view> wrote_verbs();
/// "sent", "said"...: the same, but only beside an address.
std::span<const std::string_view> weak_verbs();
/// "On", "Le", "Am"...: the first word of such a line.
std::span<const std::string_view> intro_starters();
/// Words between dashes above an answered mail, such as "-----Original Message-----".
std::span<const std::string_view> original_phrases();
/// Words between dashes above a forwarded mail.
std::span<const std::string_view> forward_phrases();
/// Whole lines without dashes that say the same: "Begin forwarded message:".
std::span<const std::string_view> forward_lines();
/// Beginnings of lines that devices and apps add: "Sent from my".
std::span<const std::string_view> device_beginnings();
/// Ends of such lines in languages with the verb last: "gesendet".
std::span<const std::string_view> device_endings();
/// "Regards", "Cordialement"...: a line of its own above a name.
std::span<const std::string_view> closings();
/// Beginnings of the notices that companies put under every mail, in lower case where that exists.
std::span<const std::string_view> notice_beginnings();
/// What help desks write above the quoted mail, as part of a line.
std::span<const std::string_view> reply_markers();

}  // namespace postroom::html
