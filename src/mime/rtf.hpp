// Rich text as Outlook packs it into winmail.dat.
// Invariant: the result is bounded by limits::kBodyTextBytesMax; damage ends it early.
// Rule: MS-OXRTFCP (compression), RTF 1.9.1 for what is text; IN-12.
#pragma once

#include <string>
#include <string_view>

namespace postroom::mime {

/// PidTagRtfCompressed to RTF; empty when it is neither of the two known forms.
std::string decompress_rtf(std::string_view compressed);

/// The readable text of RTF, without fonts, styles, pictures and other destinations.
std::string rtf_to_text(std::string_view rtf);

}  // namespace postroom::mime
