// Text that was wrapped for transport, unwrapped.
// Invariant: linear; no word is lost or joined to another.
// Rule: RFC 3676 (format=flowed, DelSp), RFC 1896 (enriched); IN-8.
#pragma once

#include <string>
#include <string_view>

namespace postroom::mime {

/// `delete_space`: the DelSp parameter: the space that marks a soft break is not part of the text.
std::string unflow(std::string_view text, bool delete_space);

/// text/enriched and text/richtext without their commands. (RFC 1896)
std::string enriched_to_text(std::string_view enriched);

/// CRLF, CR CR LF and lone CR become LF.
std::string with_newlines(std::string_view text);

}  // namespace postroom::mime
