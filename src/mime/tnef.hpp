// Outlook's winmail.dat: what stands inside.
// Invariant: every length is checked against what is left; damage gives what was read before it.
// Rule: MS-OXTNEF (stream), MS-OXCDATA (property types); IN-12; docs/adr/0005-mime-scanner.md.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "mime/mail.hpp"

namespace postroom::mime {

struct TnefContent {
    std::string text;  ///< the plain body, from compressed RTF where there is no other
    std::string html;
    std::vector<Attachment> attachments;
    bool is_cut = false;  ///< the stream ended early or held nonsense
};

TnefContent read_tnef(std::string_view stream);

}  // namespace postroom::mime
