// Which charset unlabelled bytes are in, as far as they tell.
// Invariant: pure; a guess is only ever asked for when label and UTF-8 have failed.
// Rule: IN-7 (declared, UTF-8, detector, windows-1252).
#pragma once

#include <string>
#include <string_view>

namespace postroom::mime {

/// The canonical name of the likeliest charset; "windows-1252" when nothing speaks for another.
///
/// uchardet decides, except where it is known to be weak: a few accented letters are Western
/// European, short Chinese, Japanese and Korean is known by its pairs of bytes.
std::string guess_charset(std::string_view bytes);

}  // namespace postroom::mime
