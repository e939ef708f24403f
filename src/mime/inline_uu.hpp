// Files that stand uuencoded inside a plain text body.
// Invariant: linear; text without such a file is left as it is.
// Rule: IN-4; POSIX uuencode for the format.
#pragma once

#include <string>
#include <vector>

#include "mime/mail.hpp"

namespace postroom::mime {

/// Moves each complete "begin 644 name ... end" block from `text` into an attachment.
std::vector<Attachment> take_uuencoded(std::string& text);

}  // namespace postroom::mime
