// The name under which a part is offered for download.
// Invariant: safe to show and to save (SEC-5); empty when nothing in the part names it.
// Rule: RFC 2183 section 2.3, RFC 2231; IN-6 (where senders put names instead).
#pragma once

#include <string>
#include <string_view>

#include "mime/parts.hpp"

namespace postroom::mime {

/// @param content  the part's decoded bytes: a mail inside is named by its subject
/// @param charset  the body's charset, for raw 8-bit bytes in a name
std::string filename_of(const Part& part, std::string_view content, std::string_view charset);

}  // namespace postroom::mime
