// Bytes in any charset to UTF-8, repairing what senders label wrongly.
// Invariant: the result is valid UTF-8 without NUL and controls, whatever the bytes and the label.
// Rule: IN-7; labels and supersets as in the WHATWG Encoding standard section 4.2.
#pragma once

#include <string>
#include <string_view>

namespace postroom::mime {

struct DecodedText {
    std::string text;
    bool is_guessed = false;  ///< the label was missing, unknown or wrong for these bytes
};

/// Decodes `bytes`. `label` is the declared charset, empty when there is none.
///
/// Order: the declared charset (its superset), UTF-8, the detector, windows-1252. Valid UTF-8 wins
/// over an 8-bit Latin label. Any thread; converters are kept per thread.
DecodedText to_utf8(std::string_view bytes, std::string_view label);

/// Whether the text holds no byte above 0x7f and no escape sequence, so that no charset matters.
bool is_plain_ascii(std::string_view bytes);

}  // namespace postroom::mime
