// Files that stand inside a plain text body: uuencode, its base64 form, yEnc.
// Invariant: linear; text without such a file is left as it is.
// Rule: IN-4; POSIX uuencode; the yEnc draft 1.3.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "mime/mail.hpp"

namespace postroom::mime {

/// Moves each "begin 644 name ... end" and "begin-base64 644 name ... ====" block from `text` into
/// an attachment. A block that the end of the text cuts off counts.
std::vector<Attachment> take_uuencoded(std::string& text);

/// The same for "=ybegin ... =yend", which must happen before a charset is decoded: its bytes are
/// data.
std::vector<Attachment> take_yencoded(std::string& bytes);

/// The name in the "begin" line of an uuencoded part; empty when there is none.
std::string uuencoded_name(std::string_view lines);

}  // namespace postroom::mime
