// ISO-2022-JP as it is really sent, turned into Shift_JIS.
// Invariant: linear, never fails; bytes outside any escape come through as they are.
// Rule: RFC 1468, JIS X 0208 and 0201; IN-7 (Windows adds katakana and signs of its own).
#pragma once

#include <string>
#include <string_view>

namespace postroom::mime {

/// Rows and cells keep their place, so that a decoder for Windows' Shift_JIS reads what the
/// standard does not define.
std::string iso_2022_jp_to_shift_jis(std::string_view bytes);

}  // namespace postroom::mime
