// HTML as plain text for people: search, notifications, mails without a text part.
// Invariant: every visible word stays, in reading order; nothing of head, script or style comes
// out. Rule: mail-correctness.md IN-4, IN-15; parse-json.md "text".
#pragma once

#include <string>
#include <string_view>

namespace postroom::html {

/// Readable text: paragraphs apart by an empty line, "- " before list items, "text (url)" for a
/// link whose text does not tell its address, one line a table row, `pre` as it stands, "> " before
/// quoted blocks.
///
/// Linear in the size of the input; the same bounds as sanitise(). Any thread.
std::string to_text(std::string_view utf8_html);

}  // namespace postroom::html
