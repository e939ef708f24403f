// What a person wrote now, apart from what their mail program quoted and signed below it.
// Invariant: a view, never a loss: the spans cover the whole text; an empty result shows everything
// (IN-16). Rule: mail-correctness.md IN-15, IN-16.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace postroom::html {

/// The line that our own mails carry above what they quote; everything from it on is ours. One per
/// language.
inline constexpr std::string_view kReplyMarkerEn = "-- Please type your reply above this line --";
inline constexpr std::string_view kReplyMarkerFr =
    "-- Veuillez répondre au-dessus de cette ligne --";
inline constexpr std::string_view kReplyMarkerIt = "-- Scrivi la tua risposta sopra questa riga --";
inline constexpr std::string_view kReplyMarkerRu =
    "-- Пожалуйста, пишите ответ выше этой строки --";

/// The marker for "en", "fr", "it" or "ru"; the English one for any other language.
std::string_view reply_marker(std::string_view language);

enum class SpanKind { fresh, quoted, signature };

/// A run of bytes of the whole text: [begin, end).
struct Span {
    SpanKind kind = SpanKind::fresh;
    std::size_t begin = 0;
    std::size_t end = 0;
    bool operator==(const Span&) const = default;
};

struct Reply {
    std::string text;       ///< what was written now, without surrounding empty lines; never empty
                            ///< unless the mail is
    std::string signature;  ///< what was cut off as a signature, may be empty
    std::vector<Span> spans;  ///< cover the whole text in order; only `fresh` when nothing was cut
};

/// Splits a mail's text into new, quoted and signature. (IN-15)
///
/// The spans count in `text`, or in to_text(html) when `text` is empty. Linear in the size of the
/// input. Any thread.
///
/// @param text  the body as plain text, UTF-8
/// @param html  the HTML body if there is one, NOT sanitised: its class names tell where a mail
/// program quotes
Reply visible_reply(std::string_view text, std::string_view html = {});

/// The HTML up to what a mail program marked as quoted, for showing; unchanged when no certain mark
/// was found.
///
/// The result is not safe to show: sanitise() it afterwards.
std::string visible_html(std::string_view utf8_html);

}  // namespace postroom::html
