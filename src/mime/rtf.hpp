// Rich Text Format, as far as the words in it matter: the body that Outlook puts into winmail.dat.
// Invariant: linear and bounded; anything that is no RTF gives some text or none.
// Rule: MS-OXRTFCP (compression), MS-OXRTFEX (HTML inside RTF), RTF 1.9.1; IN-12.
#pragma once

#include <string>
#include <string_view>

namespace postroom::mime {

/// The RTF inside a PidTagRtfCompressed value; empty when it is none.
std::string decompress_rtf(std::string_view compressed);

std::string rtf_to_text(std::string_view rtf);

/// The HTML that was wrapped in RTF for transport; empty when the RTF does not say that it was.
std::string rtf_to_html(std::string_view rtf);

}  // namespace postroom::mime
